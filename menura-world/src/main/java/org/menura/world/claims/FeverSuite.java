package org.menura.world.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.agent.claim.Claim;
import org.menura.agent.claim.Evidence;
import org.menura.agent.claim.Gate;
import org.menura.agent.claim.Library;
import org.menura.agent.claim.Passage;
import org.menura.agent.team.Blackboard;
import org.menura.format.FormatException;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * FEVER-Symmetric (Schuster et al., 2019): pairs of claim and evidence whose labels balance within each group, so that the claim alone tells
 * nothing. Beside the agent stands what rules without a model say.
 */
public final class FeverSuite implements Suite {
    private static final Set<String> FIELDS = Set.of("claim", "evidence", "label");
    private static final List<String> LABELS = List.of("SUPPORTS", "REFUTES");

    @Override
    public String name() {
        return "fever-symmetric";
    }

    @Override
    public String description() {
        return "FEVER-Symmetric: does the evidence support the claim or refute it";
    }

    @Override
    public boolean reads(Path folder) {
        return Rows.hold(folder, FIELDS);
    }

    @Override
    public String files() {
        return Rows.needed(FIELDS);
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        return Rows.read(folder, FIELDS, FeverSuite::task);
    }

    private static SuiteTask task(Rows.Row row) {
        String claim = row.text("claim");
        String evidence = row.text("evidence");
        String label = row.text("label");
        if (!LABELS.contains(label)) {
            throw new FormatException("%s: the label must be one of %s, not %s".formatted(row.where(), LABELS, label));
        }
        boolean rules = supported(claim, evidence) == label.equals("SUPPORTS");
        String question =
                "Evidence: %s\nClaim: %s\nDoes the evidence support the claim or refute it? Answer SUPPORTS or REFUTES."
                        .formatted(evidence, claim);
        return ChoiceTask.of(
                row.id(),
                label,
                _ -> new ChoiceTask.Step(question, LABELS, List.of(label)),
                Map.of("rules", rules ? 1.0 : 0.0));
    }

    private static boolean supported(String claim, String evidence) {
        Library library = new Library(List.of(new Passage("e", evidence)));
        try {
            return Gate.ofRules()
                            .judge(new Claim(claim, List.of(Evidence.of("e"))), library, 0)
                            .standing()
                    == Blackboard.Standing.SUPPORTED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
