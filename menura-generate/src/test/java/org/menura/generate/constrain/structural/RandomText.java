package org.menura.generate.constrain.structural;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.menura.generate.constrain.grammar.GrammarState;

/** Draws texts of grammars at random, with a liking for what closes what is open. */
final class RandomText {
    private static final int LONG_ENOUGH = 300;
    private static final int TOO_LONG = 4000;
    private static final int SAMPLE = 12;
    private static final String LIKED = "\"}]>)|\n,:";

    private final Random random;
    private final ControlTokens controls;
    private final List<String> literals;

    /** Creates a source of texts that tries whole literals at times. */
    RandomText(Random random, ControlTokens controls, List<String> literals) {
        this.random = random;
        this.controls = controls;
        this.literals = literals;
    }

    /** Draws the rest of a text from a state on; null if it does not come to an end. */
    String from(GrammarState start) {
        GrammarState state = start;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < TOO_LONG) {
            boolean hurry = out.size() > LONG_ENOUGH;
            int[] specials = state.specials();
            if (state.accepting() && random.nextInt(hurry ? 2 : 6) == 0) {
                return out.toString(StandardCharsets.UTF_8);
            }
            if (specials.length > 0 && specials[0] >= 0 && random.nextInt(hurry ? 2 : 12) == 0) {
                int token = specials[random.nextInt(specials.length)];
                out.writeBytes(controls.token(token).getBytes(StandardCharsets.UTF_8));
                state = state.nextSpecial(token);
                continue;
            }
            if (!literals.isEmpty() && random.nextInt(hurry ? 3 : 15) == 0) {
                byte[] literal = literals.get(random.nextInt(literals.size())).getBytes(StandardCharsets.UTF_8);
                GrammarState next = state.next(literal);
                if (!next.isDead()) {
                    out.writeBytes(literal);
                    state = next;
                    continue;
                }
            }
            int pick = pick(state, hurry);
            if (pick < 0) {
                if (state.accepting()) {
                    return out.toString(StandardCharsets.UTF_8);
                }
                if (specials.length == 0) {
                    throw new IllegalStateException("stuck behind " + out.toString(StandardCharsets.UTF_8));
                }
                out.writeBytes(controls.token(specials[0]).getBytes(StandardCharsets.UTF_8));
                state = state.nextSpecial(specials[0]);
                continue;
            }
            out.write(pick);
            state = state.next(pick);
        }
        return null;
    }

    /** Draws a byte that may follow; -1 if none may. */
    private int pick(GrammarState state, boolean hurry) {
        if (random.nextInt(hurry ? 2 : 5) == 0) {
            int from = random.nextInt(LIKED.length());
            for (int i = 0; i < LIKED.length(); i++) {
                int b = LIKED.charAt((from + i) % LIKED.length());
                if (!state.next(b).isDead()) {
                    return b;
                }
            }
        }
        for (int i = 0; i < SAMPLE; i++) {
            int b = random.nextInt(10) > 0 ? 32 + random.nextInt(95) : random.nextInt(256);
            if (!state.next(b).isDead()) {
                return b;
            }
        }
        int from = random.nextInt(256);
        for (int i = 0; i < 256; i++) {
            int b = (from + i) % 256;
            if (!state.next(b).isDead()) {
                return b;
            }
        }
        return -1;
    }
}
