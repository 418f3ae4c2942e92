package org.integrationstack.connections.endpoint;

import java.util.Map;

import org.integrationstack.common.provider.Input;

/**
 * What is asked for an endpoint of a provider.
 *
 * @param takesSecrets whether the provider signs with secrets at all
 * @param makesSecrets whether one may be made here, for the provider to be told
 * @param inputs what else its signatures need, by name
 * @param inputsRequired whether all of those without a default must be given
 */
public record EndpointOffer(
        boolean takesSecrets, boolean makesSecrets, Map<String, Input> inputs, boolean inputsRequired) {}
