package org.menura.world.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.menura.agent.claim.Calibration;
import org.menura.agent.claim.Claim;
import org.menura.agent.claim.Evidence;
import org.menura.agent.claim.Gate;
import org.menura.agent.claim.Library;
import org.menura.agent.claim.Passage;
import org.menura.agent.claim.ValueVerifier;
import org.menura.agent.claim.Verifier;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.SuiteValues;

/**
 * The relay: four agents hand claims on, of which some are poisoned, and what the last one gets stands in the final report. Between agents
 * stands a gate, or none. The metric {@code spread} is the share of false claims that reach the end, {@code kept} that of true ones; both
 * are 1 for agents that hand everything on with no gate between.
 *
 * <p>Claims are answers to questions with the passage that they cite (the form of HaluEval QA). Poison is of four kinds, in turns: the
 * invented answer of the record; the right answer with another record's in its place; a quote that no passage holds; a passage that is
 * nothing but another agent's word.
 */
public final class RelaySuite implements Suite {
    private static final Set<String> FIELDS = Set.of("knowledge", "question", "right_answer", "hallucinated_answer");
    private static final int LEAST_HELD = 50;
    private static final double PRECISION = 0.85;
    private static final String GATE = "gate";
    private static final String CLAIMS = "claims";
    private static final String POISONED = "poisoned";

    private final SuiteValues values;

    /** Creates the suite with usual options. */
    public RelaySuite() {
        this(new SuiteValues("relay", Map.of()));
    }

    private RelaySuite(SuiteValues values) {
        this.values = values;
    }

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "how far a false claim spreads through four agents, with a gate between them or without";
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                GATE, "rules (quotes, values and words, calibrated on the records that are left; the default) or none",
                CLAIMS, "number of claims; 200 unless given",
                POISONED, "percentage of false ones; 30 unless given");
    }

    @Override
    public Suite with(Map<String, String> options) {
        return new RelaySuite(new SuiteValues(name(), options).checked(options().keySet()));
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
        String kind = values.oneOf(GATE, "rules", List.of("rules", "none"));
        int claims = values.whole(CLAIMS, 200, 1, 1_000_000);
        int poisoned = values.whole(POISONED, 30, 0, 100);
        List<Rows.Row> rows = Rows.read(folder, FIELDS, row -> row);
        @Nullable
        Gate gate = kind.equals("none") ? null : calibrated(rows.subList(Math.min(claims, rows.size()), rows.size()));
        List<SuiteTask> tasks = new ArrayList<>();
        int poison = 0;
        for (int i = 0; i < Math.min(claims, rows.size()); i++) {
            boolean wrong = (i + 1) * poisoned / 100 > i * poisoned / 100;
            tasks.add(wrong ? poisoned(rows, i, poison++, gate) : sound(rows.get(i), gate));
        }
        return tasks;
    }

    private static Claim claim(Rows.Row row, String answer, Evidence evidence) {
        return new Claim(row.text("question"), answer, List.of(evidence));
    }

    /** Returns the gate of rules, calibrated on the records behind those of the relay, if there are some. */
    private static Gate calibrated(List<Rows.Row> held) {
        if (held.size() < LEAST_HELD) {
            return Gate.ofRules();
        }
        double[] supports = new double[2 * held.size()];
        boolean[] truth = new boolean[supports.length];
        Verifier verifier = new ValueVerifier();
        for (int i = 0; i < supports.length; i++) {
            Rows.Row row = held.get(i / 2);
            truth[i] = i % 2 == 0;
            Passage passage = new Passage(row.id(), row.text("knowledge"));
            Claim claim =
                    claim(row, row.text(truth[i] ? "right_answer" : "hallucinated_answer"), Evidence.of(passage.id()));
            try {
                double support =
                        verifier.judge(claim, new Library(List.of(passage)), 0).support();
                supports[i] = Double.isFinite(support) ? support : 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        Calibration words = Calibration.fit(supports, truth);
        return Gate.ofRules(words, words.threshold(supports, truth, PRECISION));
    }

    private static SuiteTask sound(Rows.Row row, @Nullable Gate gate) {
        Passage passage = new Passage(row.id(), row.text("knowledge"));
        Claim claim = claim(row, row.text("right_answer"), Evidence.of(passage.id()));
        return new RelayTask(row.id(), "true", claim, List.of(passage), true, gate);
    }

    private static SuiteTask poisoned(List<Rows.Row> rows, int at, int kind, @Nullable Gate gate) {
        Rows.Row row = rows.get(at);
        SplittableRandom random = new SplittableRandom(row.id().hashCode());
        Passage passage = new Passage(row.id(), row.text("knowledge"));
        String invented = row.text("hallucinated_answer");
        return switch (kind % 4) {
            case 0 ->
                new RelayTask(
                        row.id(),
                        "invented answer",
                        claim(row, invented, Evidence.of(passage.id())),
                        List.of(passage),
                        false,
                        gate);
            case 1 -> {
                String other = other(rows, at, random);
                yield new RelayTask(
                        row.id(),
                        "swapped answer",
                        claim(row, other, Evidence.of(passage.id())),
                        List.of(passage),
                        false,
                        gate);
            }
            case 2 ->
                new RelayTask(
                        row.id(),
                        "invented quote",
                        claim(row, invented, new Evidence(passage.id(), invented)),
                        List.of(passage),
                        false,
                        gate);
            default -> {
                Passage hearsay = new Passage("agent-1", "", "agent-1");
                yield new RelayTask(
                        row.id(),
                        "hearsay",
                        claim(row, invented, Evidence.of(hearsay.id())),
                        List.of(hearsay, passage),
                        false,
                        gate);
            }
        };
    }

    /** Returns the right answer of another record, which is not in this one's passage. */
    private static String other(List<Rows.Row> rows, int at, SplittableRandom random) {
        String knowledge = rows.get(at).text("knowledge");
        for (int tries = 0; tries < 100; tries++) {
            String answer = rows.get(random.nextInt(rows.size())).text("right_answer");
            if (!knowledge.contains(answer)) {
                return answer;
            }
        }
        return rows.get(at).text("hallucinated_answer");
    }
}
