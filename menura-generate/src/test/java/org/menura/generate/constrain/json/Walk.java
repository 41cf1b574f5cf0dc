package org.menura.generate.constrain.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarState;

/** Draws texts of a grammar at random, byte by byte. */
final class Walk {
    /** Where a text is given up: of those that go on so far, one in a thousand comes to an end before 3000. */
    private static final int LONGEST = Integer.getInteger("longest", 600);

    private static final String CLOSING = "\"}]";

    private Walk() {}

    /** A text; empty if it grew too long. */
    static Optional<String> draw(Grammar grammar, Random random) {
        GrammarState s = grammar.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int patience = 10 + random.nextInt(60);
        while (out.size() < LONGEST) {
            int[] next = new int[256];
            int n = 0;
            int[] closing = new int[CLOSING.length()];
            int closings = 0;
            GrammarState near = s.withoutTexts(); // of which the states after all bytes are shared between texts
            for (int b = 0; b < 256; b++) {
                GrammarState after = near.next(b);
                if (!(after.isPending() ? s.next(b) : after).isDead()) {
                    next[n++] = b;
                    if (CLOSING.indexOf(b) >= 0) {
                        closing[closings++] = b;
                    }
                }
            }
            if (s.accepting() && (n == 0 || random.nextInt(3) == 0 || out.size() > patience)) {
                return Optional.of(out.toString(StandardCharsets.UTF_8));
            }
            if (n == 0) {
                throw new AssertionError("a dead end after " + out.toString(StandardCharsets.UTF_8));
            }
            boolean hurry = out.size() > patience || random.nextInt(3) == 0;
            int b = hurry && closings > 0 ? closing[random.nextInt(closings)] : next[random.nextInt(n)];
            if (b >= 0x80 || b == '\\') {
                // Most characters are not ASCII, and escapes are long: choose them rarely.
                for (int tries = 0; tries < 4 && (b >= 0x80 || b == '\\'); tries++) {
                    b = next[random.nextInt(n)];
                }
            }
            out.write(b);
            s = s.next(b);
            if (s.isDead()) {
                throw new AssertionError("refused after all: " + out.toString(StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
