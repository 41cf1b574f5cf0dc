package org.menura.verify.detection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.menura.detect.score.TokenScorer;
import org.menura.detect.score.TokenStatistics;
import org.menura.detect.score.ZeroShotDetector;
import org.menura.detect.score.ZeroShotScore;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.verify.Check;

/** Recorded scores of texts: made again of the recorded tokens, and by the model. */
final class ScoreRecords {
    /** Bound of the relative difference of means. */
    private static final double MEANS = 1e-4;

    /** Bound for curvature by a model: a difference of sums that nearly cancel, over a root. */
    private static final double CURVATURE = 1e-3;

    /** Bound of the difference of a token's values, relative where they are large. */
    private static final double TOKENS = 1e-3;

    private ScoreRecords() {}

    /** Differences over many values. */
    private static final class Differences {
        private final String name;
        private final double bound;
        private double worst;
        private double relative;
        private int count;
        private int outside;
        private String first = "";

        Differences(String name, double bound) {
            this.name = name;
            this.bound = bound;
        }

        void add(String where, double actual, double expected, double slack) {
            count++;
            if (actual == expected) {
                return;
            }
            double difference = Math.abs(actual - expected);
            double magnitude = Math.max(1, Math.abs(expected));
            if (!(difference <= bound * magnitude + slack)) {
                outside++;
                first = first.isEmpty() ? "; %s is %s instead of %s".formatted(where, actual, expected) : first;
            }
            worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
            relative = Math.max(relative, difference / magnitude);
        }

        Check check() {
            return new Check(
                    "%d %s".formatted(count, name),
                    worst,
                    relative,
                    bound,
                    outside == 0,
                    outside == 0 ? "" : outside + " outside" + first);
        }
    }

    /** Makes the scores again of the tokens' values, which are recorded in six digits. */
    static List<Check> recomputed(List<ScoredText> records) {
        return scores(
                records,
                "of recorded tokens",
                records.stream().map(ScoredText::statistics).toList(),
                MEANS);
    }

    private static List<Check> scores(
            List<ScoredText> records, String what, List<TokenStatistics> statistics, double curvature) {
        List<Check> checks = new ArrayList<>();
        for (ZeroShotScore score : ZeroShotScore.values()) {
            Differences differences = new Differences(
                    "scores %s %s".formatted(score.label(), what),
                    score == ZeroShotScore.FAST_DETECT ? curvature : MEANS);
            for (int i = 0; i < records.size(); i++) {
                ScoredText record = records.get(i);
                Double expected = record.scores().get(score);
                if (expected != null) {
                    differences.add(record.name(), score.of(statistics.get(i)), expected, slack(score, record));
                }
            }
            if (differences.count > 0) {
                checks.add(differences.check());
            }
        }
        return checks;
    }

    /** How far a score may be off because a near tie was broken the other way. */
    private static double slack(ZeroShotScore score, ScoredText record) {
        double ties = (double) record.nearTies() / record.statistics().count();
        return switch (score) {
            case RANK -> ties;
            // One rank more changes a logarithm by ln 2 at most.
            case LOG_RANK -> ties * Math.log(2);
            case LRR -> {
                double ranks = record.statistics().meanLogRank();
                double moved = Math.max(0, ranks - ties * Math.log(2));
                double likelihood = -record.statistics().meanLogLikelihood();
                yield ties == 0 ? 0 : likelihood / moved - likelihood / ranks;
            }
            default -> 0;
        };
    }

    /** Compares the tokens of the texts. A list that is as long as the longest may be the beginning of a longer text. */
    static Check encoded(List<ScoredText> records, List<JsonNode> pairs, LanguageModel model) {
        LoadedModel.Decoder decoder = ZeroShotDetector.decoder(model);
        int cut = records.stream().mapToInt(r -> r.ids().length).max().orElse(0);
        int texts = 0;
        int differ = 0;
        String first = "";
        for (ScoredText record : records) {
            if (record.row() < 0) {
                continue;
            }
            if (record.row() >= pairs.size()
                    || !pairs.get(record.row()).path(record.kind()).isTextual()) {
                throw new FormatException(
                        "the pairs have no %s text in row %d; --data names the folder of the scored texts"
                                .formatted(record.kind(), record.row()));
            }
            int[] ids = decoder.text()
                    .prompt(pairs.get(record.row()).path(record.kind()).asText());
            int[] begin = ids.length > cut ? Arrays.copyOf(ids, cut) : ids;
            texts++;
            if (!Arrays.equals(begin, record.ids())) {
                differ++;
                first = first.isEmpty() ? "; first " + record.name() : first;
            }
        }
        String name = "tokens of %d texts".formatted(texts);
        return differ == 0 ? new Check(name, 0, 0, 0, true, "") : Check.failed(name, differ + " differ" + first);
    }

    /** Asks the model for the statistics of all tokens. */
    static List<Check> asked(List<ScoredText> records, LanguageModel model) {
        TokenScorer scorer = TokenScorer.of(ZeroShotDetector.decoder(model).model());
        List<TokenStatistics> actual =
                records.stream().map(record -> scorer.of(record.ids())).toList();
        List<Check> checks = new ArrayList<>();
        checks.add(tokens("log-likelihoods of tokens", records, actual, TokenStatistics::logLikelihood));
        checks.add(tokens("entropies of tokens", records, actual, TokenStatistics::entropy));
        checks.add(tokens("variances of tokens", records, actual, TokenStatistics::variance));
        checks.add(ranks(records, actual));
        checks.addAll(scores(records, "of the model", actual, CURVATURE));
        return checks;
    }

    private static Check tokens(
            String name,
            List<ScoredText> records,
            List<TokenStatistics> actual,
            Function<TokenStatistics, double[]> column) {
        Differences differences = new Differences(name, TOKENS);
        for (int t = 0; t < records.size(); t++) {
            double[] is = column.apply(actual.get(t));
            double[] was = column.apply(records.get(t).statistics());
            for (int i = 0; i < was.length; i++) {
                differences.add("%s, token %d".formatted(records.get(t).name(), i + 1), is[i], was[i], 0);
            }
        }
        return differences.check();
    }

    /** In a text, ranks may differ by as many as there are near ties, all together. */
    private static Check ranks(List<ScoredText> records, List<TokenStatistics> actual) {
        Differences differences = new Differences("sums of differing ranks", 0);
        long moved = 0;
        for (int t = 0; t < records.size(); t++) {
            long sum = 0;
            for (int i = 0; i < actual.get(t).count(); i++) {
                sum += Math.abs((long) actual.get(t).rank()[i]
                        - records.get(t).statistics().rank()[i]);
            }
            moved += sum;
            differences.add(records.get(t).name(), sum, 0, records.get(t).nearTies());
        }
        Check check = differences.check();
        return new Check(
                check.output(),
                check.maxAbsolute(),
                check.maxRelative(),
                check.tolerance(),
                check.ok(),
                "%d ranks moved, %d near ties%s"
                        .formatted(
                                moved,
                                records.stream().mapToInt(ScoredText::nearTies).sum(),
                                check.note().isEmpty() ? "" : "; " + check.note()));
    }
}
