package org.menura.serve.work;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Generator;
import org.menura.serve.http.Fields;

/**
 * Where a text ends besides, as editors ask of llama.cpp's server: in front of a line that is indented less, but for the
 * one that the text begins in, and at the end of a line when the time is over.
 *
 * @param indent least blanks at the beginning of a line; 0 for any line
 * @param millis time from the first token on; 0 for no limit
 */
public record LineLimits(int indent, int millis) {
    /** No limits. */
    public static final LineLimits NONE = new LineLimits(0, 0);

    static LineLimits read(Fields fields) {
        int indent = fields.integer("n_indent", 0, Integer.MAX_VALUE).orElse(0);
        int millis = fields.integer("t_max_predict_ms", -1, Integer.MAX_VALUE).orElse(0);
        return new LineLimits(indent, Math.max(0, millis));
    }

    /** Returns what ends a text so; null for nothing. */
    @Nullable
    Supplier<Generator.Ending> ending() {
        return equals(NONE) ? null : () -> new Lines(this);
    }

    private static final class Lines implements Generator.Ending {
        private static final int NO_LINE = -1;

        private final LineLimits limits;
        private final long start = System.nanoTime();
        private int seen;
        /** Where the line begins whose blanks are being counted. */
        private int line = NO_LINE;

        Lines(LineLimits limits) {
            this.limits = limits;
        }

        @Override
        public int at(CharSequence text) {
            boolean ended = false;
            for (; seen < text.length(); seen++) {
                char c = text.charAt(seen);
                if (line != NO_LINE && c != ' ' && c != '\t') {
                    if (seen - line < limits.indent) {
                        return seen;
                    }
                    line = NO_LINE;
                }
                if (c == '\n') {
                    line = seen + 1;
                    ended = true;
                }
            }
            return ended && isLate() ? text.length() : -1;
        }

        private boolean isLate() {
            return limits.millis > 0 && System.nanoTime() - start > limits.millis * 1_000_000L;
        }
    }
}
