package org.menura.bench.compare;

import java.util.Locale;

/** What is to be reached. */
sealed interface Goal {
    /** Nothing is promised. */
    Goal NONE = new None();

    /** Whether {@code ours} beside {@code theirs} is enough, and whether it is all that was aimed at. */
    Verdict judge(Unit unit, double ours, double theirs);

    /** For the table: at least, and the aim. */
    String text();

    /** How far one got. */
    enum Verdict {
        NOT_JUDGED(""),
        MISSED("**missed**"),
        REACHED("reached"),
        AIM("aim reached");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** No goal. */
    record None() implements Goal {
        @Override
        public Verdict judge(Unit unit, double ours, double theirs) {
            return Verdict.NOT_JUDGED;
        }

        @Override
        public String text() {
            return "";
        }
    }

    /** So many times as fast. */
    record Ratio(double least, double aim) implements Goal {
        @Override
        public Verdict judge(Unit unit, double ours, double theirs) {
            return verdict(unit.ratio(ours, theirs), least, aim);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "%.2f / %.2f", least, aim);
        }
    }

    /** No more than another needs, or a little more. */
    record Beyond(double most) implements Goal {
        @Override
        public Verdict judge(Unit unit, double ours, double theirs) {
            return verdict(theirs - ours, -most, 0);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "+%.0f / +0", most);
        }
    }

    private static Verdict verdict(double value, double least, double aim) {
        return value >= aim ? Verdict.AIM : value >= least ? Verdict.REACHED : Verdict.MISSED;
    }
}
