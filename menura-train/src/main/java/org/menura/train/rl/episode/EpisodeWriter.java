package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** An episode that is being written: what the environment says and what the policy does, in turns. */
final class EpisodeWriter {
    private final Environment environment;
    private final EpisodeLayout layout;
    private final EpisodeRollouts.Options options;
    private final TokenMasks masks;
    private final TokenSource source;
    private final List<Episode.Step> steps = new ArrayList<>();
    private final TriedActions tried = new TriedActions();
    private int[] tokens = new int[256];
    private int length;
    private int[] policy = new int[64];
    private int[] maskOf = new int[64];
    private int count;
    private int stepFrom;
    private Turn turn;
    private @Nullable Writing writing;
    private boolean over;
    private boolean complete;

    /** What chooses the next token where there is a choice. */
    @FunctionalInterface
    interface TokenSource {
        /** Returns one of the allowed tokens, or any if null. */
        int choose(float[] logits, int @Nullable [] allowed);
    }

    /** Begins with an environment's first turn. */
    EpisodeWriter(
            Environment environment,
            Turn first,
            EpisodeLayout layout,
            EpisodeRollouts.Options options,
            TokenMasks masks,
            TokenSource source) {
        this.environment = environment;
        this.layout = layout;
        this.options = options;
        this.masks = masks;
        this.source = source;
        this.turn = first;
        append(layout.observation(first.text(), true));
        begin();
    }

    /** Begins an action, or ends the episode where there is none or no room for one. */
    private void begin() {
        if (turn.done()) {
            complete = true;
            over = true;
            return;
        }
        stepFrom = count;
        int room;
        if (options.mask() == Mask.ACTIONS) {
            List<String> actions = possible();
            writing = Writing.oneOf(actions, layout);
            room = actions.stream().mapToInt(a -> layout.action(a).length).max().orElse(0);
        } else {
            writing = Writing.anything(layout, options.allowed(), options.ends(), options.actionTokens());
            room = options.actionTokens() + layout.endTokens().length;
        }
        over = steps.size() == options.maxSteps() || length + room > options.maxTokens();
    }

    /** The admissible actions, without those that were tried in this state before, if any others are left. */
    private List<String> possible() {
        List<String> all = turn.admissible();
        if (all.isEmpty()) {
            throw new FormatException(
                    "the environment lists no admissible actions, which objective.mask: actions needs; take mask: tokens");
        }
        return options.repeats() || turn.stateKey().isEmpty() ? all : tried.untried(turn.stateKey(), all);
    }

    /** Returns whether the episode has ended. */
    boolean isOver() {
        return over;
    }

    /** Returns the number of tokens so far. */
    int length() {
        return length;
    }

    /** Returns the tokens from a place on. */
    int[] tokensFrom(int first) {
        return Arrays.copyOfRange(tokens, first, length);
    }

    /**
     * Writes on as far as these logits go: a token that they choose, and all behind it that leave no choice, turns of the
     * environment included.
     *
     * @param logits of the token behind all so far
     */
    void write(float[] logits) {
        int read = length;
        while (!over) {
            Writing now = Objects.requireNonNull(writing);
            int[] allowed = now.allowed();
            boolean forced = allowed != null && allowed.length == 1;
            if (!forced && length > read) {
                return;
            }
            int token = forced ? Objects.requireNonNull(allowed)[0] : source.choose(logits, allowed);
            put(token, allowed == null ? TokenMasks.ALL : masks.number(allowed));
            now.accept(token);
            String action = now.written();
            if (action != null) {
                append(now.missing());
                act(action);
            }
        }
    }

    /** Writes a given action, as a demonstration does. */
    void write(String action) {
        Writing now = Objects.requireNonNull(writing);
        if (options.mask() == Mask.ACTIONS && !turn.admissible().contains(action)) {
            throw new FormatException("the demonstrated action '%s' is not admissible where it stands; there are %s"
                    .formatted(action, turn.admissible()));
        }
        for (int token : layout.action(action)) {
            int[] allowed = now.allowed();
            put(token, allowed == null ? TokenMasks.ALL : masks.number(allowed));
            if (options.mask() == Mask.ACTIONS) {
                now.accept(token);
            }
        }
        act(action);
    }

    private void act(String action) {
        List<String> admissible = turn.admissible();
        String state = turn.stateKey();
        tried.note(state, action);
        turn = environment.step(action);
        steps.add(new Episode.Step(state, admissible, action, turn.reward(), stepFrom, count));
        if (turn.done()) {
            complete = true;
            over = true;
            return;
        }
        int[] observation = layout.observation(turn.text(), false);
        if (steps.size() == options.maxSteps() || length + observation.length > options.maxTokens()) {
            over = true;
            return;
        }
        append(observation);
        begin();
    }

    private void put(int token, int mask) {
        if (count == policy.length) {
            policy = Arrays.copyOf(policy, 2 * count);
            maskOf = Arrays.copyOf(maskOf, 2 * count);
        }
        policy[count] = length;
        maskOf[count++] = mask;
        append(token);
    }

    private void append(int... more) {
        if (length + more.length > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + more.length));
        }
        System.arraycopy(more, 0, tokens, length, more.length);
        length += more.length;
    }

    /** Returns the episode so far; an action that is not complete is left out. */
    Episode episode() {
        int end = steps.isEmpty() ? 0 : steps.getLast().to();
        return new Episode(
                Arrays.copyOf(tokens, length), Arrays.copyOf(policy, end), Arrays.copyOf(maskOf, end), steps, complete);
    }
}
