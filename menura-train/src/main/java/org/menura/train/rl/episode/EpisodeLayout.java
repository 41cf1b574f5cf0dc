package org.menura.train.rl.episode;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/** The layout of an episode as tokens: what stands around observations and actions. Each of them is tokenised by itself. */
public final class EpisodeLayout {
    private static final String HOLE = "{}";

    /** Actions whose tokens are kept, as the same ones come again and again. */
    private static final int KEPT = 1 << 16;

    private final Tokenizer tokenizer;
    private final Piece observation;
    private final Piece action;
    private final Map<String, int[]> actions = new HashMap<>();

    /** A form with a hole for a text. */
    private record Piece(String before, String after) {
        static Piece of(String form, String key) {
            int at = form.indexOf(HOLE);
            if (at < 0 || form.indexOf(HOLE, at + 1) >= 0) {
                throw new FormatException("objective.%s must hold {} once, where the text stands, not '%s'"
                        .formatted(key, form.replace("\n", "\\n")));
            }
            return new Piece(form.substring(0, at), form.substring(at + HOLE.length()));
        }
    }

    /**
     * Makes a layout.
     *
     * @param observation the form of an observation, with {} where its text stands
     * @param action the form of an action, with {} where its text stands; what comes behind it ends the action
     */
    public EpisodeLayout(Tokenizer tokenizer, String observation, String action) {
        this.tokenizer = tokenizer;
        this.observation = Piece.of(observation, "observation");
        this.action = Piece.of(action, "action");
        if (this.action.after.isEmpty()) {
            throw new FormatException(
                    "objective.action must have a text behind {}, such as a line end: it ends the action");
        }
    }

    /** Returns the tokenizer. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Returns the text that ends an action. */
    String end() {
        return action.after;
    }

    /** Encodes what ends an action. */
    int[] endTokens() {
        return tokenizer.encode(action.after, false, true);
    }

    /** Returns the tokens of texts: all but control tokens, and those that end an action. */
    public int[] textTokens() {
        return Writing.texts(this);
    }

    /**
     * Encodes an observation.
     *
     * @param first whether it is the first of an episode
     */
    int[] observation(String text, boolean first) {
        return encode(observation, text, first);
    }

    /** Encodes an action with its end. */
    int[] action(String text) {
        int[] known = actions.get(text);
        if (known == null) {
            known = encode(action, text, false);
            if (actions.size() < KEPT) {
                actions.put(text, known);
            }
        }
        return known;
    }

    /** Control tokens are recognised in the form, never in the text of a world. */
    private int[] encode(Piece piece, String text, boolean first) {
        if (!hasControl(piece.before) && !hasControl(piece.after)) {
            return tokenizer.encode(piece.before + text + piece.after, first, false);
        }
        int[] before = tokenizer.encode(piece.before, first, true);
        int[] within = tokenizer.encode(text, false, false);
        int[] after = tokenizer.encode(piece.after, false, true);
        return Stream.of(before, within, after).flatMapToInt(IntStream::of).toArray();
    }

    private boolean hasControl(String text) {
        return tokenizer.addedTokens().stream().anyMatch(t -> text.contains(t.content()));
    }
}
