package org.menura.verify.structured;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.verify.Check;

/**
 * Counts the verdicts on instances of JSON schemas. A schema may be refused, which is counted by keyword; an instance that
 * is accepted though it is not valid, or rejected though it is, is a failure.
 */
final class SchemaVerdicts {
    private static final int LONGEST = 160;

    private final List<Check> wrong = new ArrayList<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final List<Long> compileNanos = new ArrayList<>();
    private int schemas;
    private int whollyRight;
    private int validAccepted;
    private int invalidRejected;
    private int wronglyAccepted;
    private int wronglyRejected;
    private int unsettled;

    /** Compiles a schema and checks its instances. */
    void check(SchemaGroup group, SchemaOptions options) {
        schemas++;
        Grammar grammar;
        long start = System.nanoTime();
        try {
            grammar = JsonSchema.parse(group.schema()).compile(options);
        } catch (SchemaException e) {
            boolean nothing = e.admitsNothing();
            if (nothing && group.tests().stream().noneMatch(SchemaGroup.Test::valid)) {
                invalidRejected += group.tests().size();
                whollyRight++;
            } else {
                refuse(
                        e.keyword().isEmpty() ? e.getMessage() : e.keyword(),
                        group.tests().size());
            }
            return;
        }
        compileNanos.add(System.nanoTime() - start);
        int before = wrong.size();
        try {
            for (SchemaGroup.Test test : group.tests()) {
                count(group, test, grammar.check(test.text()));
            }
        } catch (GrammarException e) {
            refuse(e instanceof SchemaException s && !s.keyword().isEmpty() ? s.keyword() : e.getMessage(), 1);
            return;
        }
        whollyRight += wrong.size() == before ? 1 : 0;
    }

    private void refuse(@org.jspecify.annotations.Nullable String why, int tests) {
        refused.merge(String.valueOf(why), 1, Integer::sum);
        unsettled += tests;
    }

    private void count(SchemaGroup group, SchemaGroup.Test test, Verdict verdict) {
        if (verdict.accepted() == test.valid()) {
            validAccepted += test.valid() ? 1 : 0;
            invalidRejected += test.valid() ? 0 : 1;
            return;
        }
        wronglyAccepted += test.valid() ? 0 : 1;
        wronglyRejected += test.valid() ? 1 : 0;
        String what = test.valid() ? "valid, but " + words(verdict) : "not valid, but accepted";
        wrong.add(Check.failed(group.name() + ": " + test.name(), "%s: %s".formatted(what, brief(test.text()))));
    }

    private static String words(Verdict v) {
        return v instanceof Verdict.Refused r ? "refused at byte " + r.at() : "taken for incomplete";
    }

    private static String brief(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Adds the counts of others to these. */
    void add(SchemaVerdicts other) {
        schemas += other.schemas;
        whollyRight += other.whollyRight;
        validAccepted += other.validAccepted;
        invalidRejected += other.invalidRejected;
        wronglyAccepted += other.wronglyAccepted;
        wronglyRejected += other.wronglyRejected;
        unsettled += other.unsettled;
        compileNanos.addAll(other.compileNanos);
        other.refused.forEach((k, n) -> refused.merge(k, n, Integer::sum));
    }

    /** Returns a check per instance that is judged wrongly, and one of all. */
    List<Check> checks(String name) {
        List<Check> all = new ArrayList<>(wrong);
        String note =
                "%d schemas: %d wholly right, %d refused%s; valid: %d accepted, %d wrongly rejected; invalid: %d rejected, %d wrongly accepted%s"
                        .formatted(
                                schemas,
                                whollyRight,
                                refused.values().stream().mapToInt(n -> n).sum(),
                                refused.isEmpty() ? "" : " " + refused,
                                validAccepted,
                                wronglyRejected,
                                invalidRejected,
                                wronglyAccepted,
                                unsettled == 0 ? "" : "; %d of refused schemas".formatted(unsettled));
        boolean ok = wronglyAccepted == 0 && wronglyRejected == 0;
        all.add(ok ? new Check(name, 0, 0, 0, true, note) : Check.failed(name, note));
        return all;
    }

    /** Formats how long schemas took to compile. */
    String times() {
        if (compileNanos.isEmpty()) {
            return "";
        }
        List<Long> sorted = new ArrayList<>(compileNanos);
        Collections.sort(sorted);
        return "compiled in %.1f ms (median), %.1f ms (99 of 100)"
                .formatted(sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() * 99 / 100) / 1e6);
    }
}
