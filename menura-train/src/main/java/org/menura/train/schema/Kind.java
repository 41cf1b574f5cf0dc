package org.menura.train.schema;

import java.util.List;

/** The kind of a key's value. */
public sealed interface Kind {
    /** Describes the kind in words, for messages and explanations. */
    String words();

    /** Any text. */
    record Text() implements Kind {
        @Override
        public String words() {
            return "a text";
        }
    }

    /** A file or folder, relative to the recipe's folder. */
    record File(boolean isRead) implements Kind {
        @Override
        public String words() {
            return isRead ? "the path of a file or folder" : "the path of a folder to write";
        }
    }

    /** One of some words. */
    record Choice(List<String> of) implements Kind {
        @Override
        public String words() {
            return "one of " + String.join(", ", of);
        }
    }

    /** An integer within bounds, both included. */
    record Whole(long least, long most) implements Kind {
        @Override
        public String words() {
            return most == Long.MAX_VALUE
                    ? "a whole number from %d on".formatted(least)
                    : "a whole number from %d to %d".formatted(least, most);
        }
    }

    /** A finite number within bounds; the upper may be infinite, which then isn't included. */
    record Real(double least, double most, boolean withLeast, boolean withMost) implements Kind {
        boolean holds(double value) {
            return Double.isFinite(value)
                    && (withLeast ? value >= least : value > least)
                    && (withMost ? value <= most : value < most);
        }

        @Override
        public String words() {
            String low = least == Double.NEGATIVE_INFINITY
                    ? ""
                    : withLeast ? " of at least " + shown(least) : " above " + shown(least);
            String high = most == Double.POSITIVE_INFINITY
                    ? ""
                    : (low.isEmpty() ? "" : " and") + (withMost ? " at most " : " below ") + shown(most);
            return "a number" + low + high;
        }

        private static String shown(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Kind {
        @Override
        public String words() {
            return "true or false";
        }
    }

    /** Several values; a single one stands for a list of one. */
    record Several(Kind of) implements Kind {
        @Override
        public String words() {
            return "a list, each " + of.words();
        }
    }

    /** Keys of its own. */
    record Part(Section section) implements Kind {
        @Override
        public String words() {
            return "keys and values";
        }
    }
}
