package org.integrationstack.worker.delivery.rest;

/** What the deliveries of a replay have in common, as the list of deliveries takes it. */
class ReplayCriteria {
    public String provider;
    public String endpoint;
    public String connection;
    public String type;
    public String status;
    public String key;
}
