package org.menura.train.rl.episode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers which actions were tried in which states of an episode. */
public final class TriedActions {
    private final Set<List<String>> tried = new HashSet<>();

    /**
     * Notes an action.
     *
     * @param stateKey of the state that it was tried in ({@link Turn#stateKey})
     */
    public void note(String stateKey, String action) {
        tried.add(List.of(stateKey, action));
    }

    /** Returns those of the actions that were not tried in this state, in their order; all of them if none is left. */
    public List<String> untried(String stateKey, List<String> actions) {
        List<String> left = actions.stream()
                .filter(action -> !tried.contains(List.of(stateKey, action)))
                .toList();
        return left.isEmpty() ? actions : left;
    }
}
