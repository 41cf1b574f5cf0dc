package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.menura.format.FormatException;

/** A prefix tree over the tokens of the admissible actions: which tokens may come next, so that one of them is written. */
final class ActionTree {
    /** A place in the tree: the tokens that may follow, ascending, or the action that ends here. */
    static final class Node {
        private final int[] ids;
        private final List<Node> children;
        private final int action;

        private Node(int[] ids, List<Node> children, int action) {
            this.ids = ids;
            this.children = children;
            this.action = action;
        }

        /** The tokens that may follow; none at the end of an action. */
        int[] ids() {
            return ids;
        }

        /** The number of the action that ends here; -1 within one. */
        int action() {
            return action;
        }

        /** The place after the token {@code ids()[i]}. */
        Node child(int i) {
            return children.get(i);
        }
    }

    private ActionTree() {}

    /**
     * Makes a tree.
     *
     * @param names of the actions, for messages
     * @param tokens of each action, its end included
     * @throws FormatException if two actions have the same tokens, or one ends within another
     */
    static Node of(List<String> names, List<int[]> tokens) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            all.add(i);
        }
        return node(names, tokens, all, 0);
    }

    private static Node node(List<String> names, List<int[]> tokens, List<Integer> actions, int depth) {
        int first = actions.getFirst();
        if (actions.size() == 1 && tokens.get(first).length == depth) {
            return new Node(new int[0], List.of(), first);
        }
        TreeMap<Integer, List<Integer>> next = new TreeMap<>();
        for (int action : actions) {
            if (tokens.get(action).length == depth) {
                int other = actions.getFirst() == action ? actions.get(1) : first;
                throw new FormatException(
                        "the tokenizer does not tell the actions '%s' and '%s' apart; teach it on texts of the environment"
                                .formatted(names.get(action), names.get(other)));
            }
            next.computeIfAbsent(tokens.get(action)[depth], _ -> new ArrayList<>())
                    .add(action);
        }
        int[] ids = next.keySet().stream().mapToInt(Integer::intValue).toArray();
        List<Node> children = next.values().stream()
                .map(a -> node(names, tokens, a, depth + 1))
                .toList();
        return new Node(ids, children, -1);
    }
}
