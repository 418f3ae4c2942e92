/**
 * The activity log: every act worth showing, from all services, in one place. A projection of the topic
 * {@code activity.recorded}: an act recorded twice shows once, and the log can be made anew from the topic.
 */
package org.integrationstack.connections.activity;
