package org.menura.train.optim;

import java.util.List;
import org.menura.tensor.grad.Parameter;

/**
 * A group of parameters with the same weight decay and learning rate scale.
 *
 * @param name of the group, for people
 * @param parameters in a fixed order; may be empty
 * @param weightDecay weight decay; its definition is the optimiser's
 * @param rateScale factor of the learning rate
 */
public record ParameterGroup(String name, List<Parameter> parameters, double weightDecay, double rateScale) {
    /**
     * Checks the numbers and copies the list.
     *
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public ParameterGroup {
        Settings.notNegative("the weight decay of group " + name, weightDecay);
        Settings.notNegative("the rate scale of group " + name, rateScale);
        parameters = List.copyOf(parameters);
    }

    /** Returns a copy with other parameters. */
    ParameterGroup with(List<Parameter> others) {
        return new ParameterGroup(name, others, weightDecay, rateScale);
    }
}
