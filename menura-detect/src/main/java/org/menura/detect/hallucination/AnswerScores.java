package org.menura.detect.hallucination;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.menura.detect.measure.DetectionFigures;
import org.menura.detect.score.TokenScorer;
import org.menura.detect.score.TokenStatistics;
import org.menura.detect.score.ZeroShotDetector;
import org.menura.detect.score.ZeroShotScore;
import org.menura.eval.score.PairEncoder;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;

/**
 * Scores answers by the probabilities that a model gives to their tokens, higher for made-up ones, with what is known without
 * a model beside: how long they are, and whether the knowledge contains them word by word.
 */
public final class AnswerScores {
    private final List<KnownAnswer> answers;
    private final Map<String, double[]> scores;

    private AnswerScores(List<KnownAnswer> answers, Map<String, double[]> scores) {
        this.answers = answers;
        this.scores = scores;
    }

    /**
     * Scores answers.
     *
     * @param done hears how many are done
     * @throws FormatException if the model is no decoder
     */
    public static AnswerScores of(LanguageModel model, List<KnownAnswer> answers, IntConsumer done) {
        LoadedModel.Decoder decoder = ZeroShotDetector.decoder(model);
        TokenScorer scorer = TokenScorer.of(decoder.model());
        PairEncoder encoder = new PairEncoder(decoder.text().tokenizer());
        List<TokenStatistics> read = new ArrayList<>();
        for (KnownAnswer answer : answers) {
            read.add(read(scorer, encoder, answer));
            done.accept(read.size());
        }
        Map<String, double[]> scores = new LinkedHashMap<>();
        scores.put("length", column(answers.size(), i -> answers.get(i).answer().length()));
        if (answers.stream().anyMatch(a -> !a.knowledge().isEmpty())) {
            scores.put("not in the knowledge", column(answers.size(), i -> isIn(answers.get(i)) ? 0 : 1));
        }
        scores.put("mean surprisal", column(read.size(), i -> -read.get(i).meanLogLikelihood()));
        scores.put(
                "sum of surprisals",
                column(
                        read.size(),
                        i -> -read.get(i).meanLogLikelihood() * read.get(i).count()));
        scores.put(
                "least likely token",
                column(
                        read.size(),
                        i -> rounded(-Arrays.stream(read.get(i).logLikelihood())
                                .min()
                                .orElse(0))));
        scores.put("mean entropy", column(read.size(), i -> ZeroShotScore.ENTROPY.of(read.get(i))));
        scores.put("mean log-rank", column(read.size(), i -> read.get(i).meanLogRank()));
        scores.put("curvature", column(read.size(), i -> -ZeroShotScore.FAST_DETECT.of(read.get(i))));
        return new AnswerScores(List.copyOf(answers), scores);
    }

    private interface Value {
        double of(int answer);
    }

    private static double[] column(int count, Value value) {
        double[] out = new double[count];
        Arrays.setAll(out, value::of);
        return out;
    }

    /** Answers that begin alike share this token: the last digits of a pass over other tokens put them in no order. */
    private static double rounded(double value) {
        return Math.round(1e4 * value) / 1e4;
    }

    private static TokenStatistics read(TokenScorer scorer, PairEncoder encoder, KnownAnswer answer) {
        PairEncoder.Pair pair = encoder.pair(answer.context(), answer.answer());
        int[] context = pair.context();
        int[] continuation = pair.continuation();
        int most = scorer.contextLength();
        if (continuation.length + 1L > most) { // its beginning is what fits
            continuation = Arrays.copyOf(continuation, most - 1);
        }
        int room = Math.min(context.length, most - continuation.length);
        int[] ids = new int[room + continuation.length];
        System.arraycopy(context, context.length - room, ids, 0, room);
        System.arraycopy(continuation, 0, ids, room, continuation.length);
        return scorer.of(ids, room);
    }

    private static boolean isIn(KnownAnswer answer) {
        return answer.knowledge()
                .toLowerCase(Locale.ROOT)
                .contains(answer.answer().strip().toLowerCase(Locale.ROOT));
    }

    /** Lists the names of the scores, baselines first. */
    public List<String> names() {
        return List.copyOf(scores.keySet());
    }

    /** Returns how well a score tells made-up answers from right ones; answers of one question hang together. */
    public DetectionFigures figures(String name) {
        double[] values = scores.getOrDefault(name, new double[answers.size()]);
        boolean[] isMadeUp = new boolean[values.length];
        for (int i = 0; i < isMadeUp.length; i++) {
            isMadeUp[i] = answers.get(i).isMadeUp();
        }
        return DetectionFigures.of(
                values,
                isMadeUp,
                answers.stream().map(a -> String.valueOf(a.question())).toList());
    }

    /** Returns the share of pairs of a right and a made-up answer to one question that a score puts in order. */
    public double withinQuestions(String name) {
        double[] values = scores.getOrDefault(name, new double[answers.size()]);
        Map<Integer, List<Integer>> byQuestion = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            byQuestion
                    .computeIfAbsent(answers.get(i).question(), _ -> new ArrayList<>())
                    .add(i);
        }
        double won = 0;
        long pairs = 0;
        for (List<Integer> own : byQuestion.values()) {
            for (int right : own) {
                for (int wrong : own) {
                    if (!answers.get(right).isMadeUp() && answers.get(wrong).isMadeUp()) {
                        pairs++;
                        won += values[wrong] > values[right] ? 1 : values[wrong] == values[right] ? 0.5 : 0;
                    }
                }
            }
        }
        return pairs == 0 ? Double.NaN : won / pairs;
    }

    /** Writes a table of all scores. */
    public String markdown() {
        StringBuilder out = new StringBuilder(
                "| score | n right + made up | AUROC | within a question | found at 5 % false alarms |\n|---|---|---|---|---|\n");
        for (String name : names()) {
            DetectionFigures f = figures(name);
            double within = withinQuestions(name);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %d + %d | %.3f [%.3f, %.3f] | %s | %.3f |%n",
                    name,
                    f.humans(),
                    f.machines(),
                    f.auroc(),
                    f.low(),
                    f.high(),
                    Double.isNaN(within) ? "–" : String.format(Locale.ROOT, "%.3f", within),
                    f.truePositivesAt5()));
        }
        return out.toString();
    }
}
