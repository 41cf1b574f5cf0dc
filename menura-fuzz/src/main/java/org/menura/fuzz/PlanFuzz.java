package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.menura.data.engine.PlanRun;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;

/** A plan of a corpus, as far as its inputs, stages and sink are checked. */
public final class PlanFuzz {
    private static final Path BASE = Path.of("/nonexistent");

    private PlanFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Plan plan = Plan.parse(new String(input, StandardCharsets.UTF_8), "input", BASE);
            plan.steps().forEach(step -> Plan.create(step).close());
            PlanRun.check(plan);
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
