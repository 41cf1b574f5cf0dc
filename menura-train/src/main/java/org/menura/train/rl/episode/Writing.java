package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An action that is being written, token by token. */
interface Writing {
    /** The tokens that may come next, ascending; null for any. */
    int @Nullable [] allowed();

    /** Takes the next token. */
    void accept(int token);

    /** The action's text, once it is written. */
    @Nullable
    String written();

    /** Tokens that end the action, where the policy did not write them. */
    default int[] missing() {
        return new int[0];
    }

    /** Writes one of some actions. */
    static Writing oneOf(List<String> actions, EpisodeLayout layout) {
        ActionTree.Node root =
                ActionTree.of(actions, actions.stream().map(layout::action).toList());
        return new Writing() {
            private ActionTree.Node at = root;

            @Override
            public int[] allowed() {
                return at.ids();
            }

            @Override
            public void accept(int token) {
                at = at.child(Arrays.binarySearch(at.ids(), token));
            }

            @Override
            public @Nullable String written() {
                return at.action() < 0 ? null : actions.get(at.action());
            }
        };
    }

    /**
     * Writes any text.
     *
     * @param allowed tokens; null for any
     * @param ends tokens that end a text
     * @param most the most tokens
     */
    static Writing anything(EpisodeLayout layout, int @Nullable [] allowed, Set<Integer> ends, int most) {
        return new Writing() {
            private final List<Integer> tokens = new ArrayList<>();
            private boolean isCut;
            private @Nullable String text;

            @Override
            public int @Nullable [] allowed() {
                return allowed;
            }

            @Override
            public void accept(int token) {
                tokens.add(token);
                String all = layout.tokenizer()
                        .decode(tokens.stream().mapToInt(Integer::intValue).toArray(), false);
                int end = all.indexOf(layout.end());
                isCut = end < 0 && (ends.contains(token) || tokens.size() == most);
                if (end >= 0 || isCut) {
                    int[] body = tokens.stream()
                            .filter(t -> !layout.tokenizer().isSpecial(t))
                            .mapToInt(Integer::intValue)
                            .toArray();
                    text = (end >= 0
                                    ? all.substring(0, end)
                                    : layout.tokenizer().decode(body, true))
                            .strip();
                }
            }

            @Override
            public @Nullable String written() {
                return text;
            }

            @Override
            public int[] missing() {
                return isCut ? layout.endTokens() : new int[0];
            }
        };
    }

    /** The tokens of texts: all but control tokens, and those that end an action. */
    static int[] texts(EpisodeLayout layout) {
        Set<Integer> ends =
                Set.copyOf(Arrays.stream(layout.endTokens()).boxed().distinct().toList());
        return IntStream.range(0, layout.tokenizer().size())
                .filter(id -> ends.contains(id)
                        || !layout.tokenizer().isSpecial(id)
                                && layout.tokenizer().bytes(id).length > 0)
                .toArray();
    }
}
