package org.menura.eval.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.eval.metric.Calibration;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.eval.metric.ConformalSets;
import org.menura.tensor.Rng;

/**
 * What can be decided with a classifier's probabilities: how sure they are before and after a temperature, what sets of classes hold, at
 * which risk how many documents are answered, what decisions cost.
 *
 * @param calibration number of documents that calibrated
 * @param fresh number of documents that were measured
 * @param temperature that was fitted
 * @param before scores of the probabilities as they are
 * @param after scores of the calibrated ones
 * @param sets by score and alpha, over reseeded splits of all documents
 * @param selections by risk
 * @param area under the curve of risk over coverage
 * @param excessArea what a perfect order of the same answers would not have of it
 * @param curve of risk over coverage, at ten coverages
 * @param costOfTop mean cost of deciding for the most probable class
 * @param costOfDecisions mean cost of the decisions with the least expected cost
 * @param open share of documents on which nothing is decided
 */
public record DecisionReport(
        int calibration,
        int fresh,
        double temperature,
        Scores before,
        Scores after,
        List<Sets> sets,
        List<Selection> selections,
        double area,
        double excessArea,
        List<RiskCoverage.Point> curve,
        double costOfTop,
        double costOfDecisions,
        double open) {
    /**
     * Scores of probabilities.
     *
     * @param nll negative log-likelihood
     * @param error expected calibration error in ten bins of equal mass
     */
    public record Scores(double accuracy, double nll, double error, double brier) {
        static Scores of(ClassProbabilities p) {
            return new Scores(
                    Arrays.stream(p.correct()).average().orElse(0),
                    p.negativeLogLikelihood(),
                    Calibration.error(Calibration.equalMass(p.confidences(), p.correct(), 10)),
                    p.brier());
        }
    }

    /** Conformal sets of one score and level, checked. */
    public record Sets(ConformalSets.Score score, double alpha, CoverageCheck check) {}

    /**
     * Answers with a bounded risk.
     *
     * @param wanted the greatest share of wrong answers
     * @param threshold the least confidence that is answered
     * @param coverage share of the fresh documents that are answered
     * @param risk share of wrong ones among these answers
     */
    public record Selection(double wanted, double threshold, double coverage, double risk) {}

    /** The stream of random numbers that parts documents, whatever the number of splits; the usual number of these. */
    private static final int HALVES = 200;

    /**
     * Measures probabilities: a random half of the documents calibrates, the other is measured.
     *
     * @param alphas how often sets may miss the right class
     * @param splits over which the sets' promise is checked
     */
    public static DecisionReport of(
            ClassProbabilities documents, CostMatrix costs, List<Double> alphas, int splits, long seed) {
        int n = documents.size();
        int[] order = new Rng(seed, HALVES).permutation(n);
        ClassProbabilities held = CoverageCheck.pick(documents, order, 0, n / 2);
        ClassProbabilities fresh = CoverageCheck.pick(documents, order, n / 2, n);
        TemperatureScaling temperature = TemperatureScaling.fit(held);
        ClassProbabilities scaled = temperature.apply(fresh);
        List<Sets> sets = new ArrayList<>();
        for (ConformalSets.Score score : ConformalSets.Score.values()) {
            for (double alpha : alphas) {
                sets.add(new Sets(score, alpha, CoverageCheck.of(documents, score, alpha, splits, seed)));
            }
        }
        RiskCoverage curve = RiskCoverage.of(fresh);
        List<RiskCoverage.Point> points = new ArrayList<>();
        for (int tenth = 1; tenth <= 10; tenth++) {
            double coverage = tenth / 10.0;
            curve.points().stream()
                    .filter(point -> point.coverage() >= coverage - 1e-12)
                    .findFirst()
                    .ifPresent(points::add);
        }
        double risk = 1 - Scores.of(fresh).accuracy();
        List<Selection> selections = new ArrayList<>();
        for (double share : new double[] {0.75, 0.5, 0.25}) {
            selections.add(selection(temperature.apply(held), scaled, share * risk));
        }
        int[] decisions = Arrays.stream(scaled.values()).mapToInt(costs::decide).toArray();
        return new DecisionReport(
                held.size(),
                fresh.size(),
                temperature.temperature(),
                Scores.of(fresh),
                Scores.of(scaled),
                sets,
                selections,
                curve.area(),
                curve.excessArea(),
                points,
                costOfTop(scaled, costs),
                costs.meanCost(scaled),
                Arrays.stream(decisions).filter(d -> d == CostMatrix.ABSTAIN).count() / (double) fresh.size());
    }

    private static double costOfTop(ClassProbabilities documents, CostMatrix costs) {
        int[] top = documents.predicted();
        double sum = 0;
        for (int i = 0; i < top.length; i++) {
            sum += costs.costs()[documents.labels()[i]][top[i]];
        }
        return sum / top.length;
    }

    private static Selection selection(ClassProbabilities held, ClassProbabilities fresh, double risk) {
        if (!(risk > 0)) {
            return new Selection(risk, Double.NaN, Double.NaN, Double.NaN);
        }
        SelectiveThreshold threshold = SelectiveThreshold.calibrate(held, risk, 0.05);
        double answered = 0;
        double wrong = 0;
        double[] correct = fresh.correct();
        for (int i = 0; i < fresh.size(); i++) {
            if (threshold.answers(fresh.values()[i])) {
                answered++;
                wrong += 1 - correct[i];
            }
        }
        return new Selection(
                risk, threshold.threshold(), answered / fresh.size(), answered == 0 ? Double.NaN : wrong / answered);
    }

    /** Writes tables. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("%d documents calibrate, %d are measured; the temperature is %.3f.%n%n"
                .formatted(calibration, fresh, temperature));
        out.append(
                "| probabilities | accuracy | NLL | ECE, 10 bins | Brier |%n|---|---:|---:|---:|---:|%n".formatted());
        row(out, "as they are", before);
        row(out, "with the temperature", after);
        out.append(
                "%n| sets | promised | coverage | mean size | one fresh document in %d splits, exact interval |%n|---|---:|---:|---:|---:|%n"
                        .formatted(sets.isEmpty() ? 0 : sets.getFirst().check.splits()));
        for (Sets row : sets) {
            CoverageCheck c = row.check;
            out.append("| %s | %.3f | %.4f | %.3f | %d, %d to %d%s |%n"
                    .formatted(
                            row.score,
                            c.promised(),
                            c.mean(),
                            c.meanSize(),
                            c.covered(),
                            c.least(),
                            c.most(),
                            !c.holds() ? ": BELOW" : c.isTight() ? "" : ": more than needed, scores tie"));
        }
        out.append("%n| risk wanted (95 %% sure) | threshold | coverage | risk |%n|---:|---:|---:|---:|%n".formatted());
        for (Selection s : selections) {
            out.append("| %.4f | %.4f | %.4f | %.4f |%n".formatted(s.wanted, s.threshold, s.coverage, s.risk));
        }
        out.append("%n| coverage | risk | threshold |%n|---:|---:|---:|%n".formatted());
        for (RiskCoverage.Point p : curve) {
            out.append("| %.3f | %.4f | %.4f |%n".formatted(p.coverage(), p.risk(), p.threshold()));
        }
        out.append("%nArea under risk over coverage: %.4f, of which %.4f is the confidences' fault.%n"
                .formatted(area, excessArea));
        out.append(
                "Mean cost: %.4f by the most probable class, %.4f by expected cost; %.4f of the decisions are left open.%n"
                        .formatted(costOfTop, costOfDecisions, open));
        return out.toString();
    }

    private static void row(StringBuilder out, String name, Scores scores) {
        out.append("| %s | %.4f | %.4f | %.4f | %.4f |%n"
                .formatted(name, scores.accuracy, scores.nll, scores.error, scores.brier));
    }
}
