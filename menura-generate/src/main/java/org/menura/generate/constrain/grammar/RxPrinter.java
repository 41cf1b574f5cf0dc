package org.menura.generate.constrain.grammar;

import java.util.Locale;

/** Formats expressions for messages: cut off where they are long. */
final class RxPrinter {
    private static final int LONGEST = 200;

    private final StringBuilder out = new StringBuilder();

    private RxPrinter() {}

    static String print(Rx rx) {
        RxPrinter p = new RxPrinter();
        p.write(rx, 0);
        return p.out.length() > LONGEST ? p.out.substring(0, LONGEST) + "…" : p.out.toString();
    }

    private void write(Rx rx, int depth) {
        if (depth > 30 || out.length() > LONGEST) {
            out.append('…');
            return;
        }
        switch (rx.kind) {
            case NOTHING -> out.append('∅');
            case EPSILON -> out.append('ε');
            case BYTES -> set(rx.bytes);
            case CONCAT -> {
                Rx r = rx;
                while (r.kind == Rx.Kind.CONCAT && out.length() <= LONGEST) {
                    write(r.parts[0], depth + 1);
                    r = r.parts[1];
                }
                write(r, depth + 1);
            }
            case OR -> joined(rx, '|', depth);
            case AND -> joined(rx, '&', depth);
            case NOT -> {
                out.append('~');
                write(rx.parts[0], depth + 1);
            }
            case REPEAT -> {
                out.append('(');
                write(rx.parts[0], depth + 1);
                out.append("){").append(rx.min).append(',');
                if (rx.max != Rx.UNBOUNDED) {
                    out.append(rx.max);
                }
                out.append('}');
            }
            case RECURSIVE -> out.append('µ').append(rx.id);
        }
    }

    private void joined(Rx rx, char sign, int depth) {
        out.append('(');
        for (int i = 0; i < rx.parts.length; i++) {
            if (i > 0) {
                out.append(sign);
            }
            write(rx.parts[i], depth + 1);
        }
        out.append(')');
    }

    private void set(ByteSet set) {
        if (set.size() == 1) {
            single(set.first());
            return;
        }
        out.append('[');
        for (int i = 0; i < 256; i++) {
            if (set.contains(i)) {
                int end = i;
                while (end < 255 && set.contains(end + 1)) {
                    end++;
                }
                single(i);
                if (end > i) {
                    out.append('-');
                    single(end);
                }
                i = end;
            }
        }
        out.append(']');
    }

    private void single(int value) {
        if (value > 0x20 && value < 0x7F) {
            out.append((char) value);
        } else {
            out.append(String.format(Locale.ROOT, "\\x%02X", value));
        }
    }
}
