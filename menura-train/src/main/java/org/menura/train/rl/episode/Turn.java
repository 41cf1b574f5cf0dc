package org.menura.train.rl.episode;

import java.util.List;

/**
 * What an environment shows after a reset or a step.
 *
 * @param text the observation
 * @param reward of the step; 0 after a reset
 * @param done whether the episode is over
 * @param admissible actions that are possible now; empty if any text is
 * @param stateKey equal for equal states of the world (GiGPO groups steps by it); empty if there is none
 */
public record Turn(String text, double reward, boolean done, List<String> admissible, String stateKey) {
    public Turn {
        admissible = List.copyOf(admissible);
    }
}
