package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Beam search: extends the most likely sequences side by side and keeps the best finished ones, with the semantics of
 * transformers' {@code generate(num_beams=...)}.
 *
 * <p>Each step ranks all continuations of all beams by their sum of log-probabilities and looks at the first {@code
 * numBeams · max(2, 1 + number of end tokens)}, so that enough are left to go on if some end. One that ends counts as
 * finished if it ranks among the first {@code numBeams}. Penalties apply to log-probabilities, which are not normalised
 * again. Beams end as they are where the penalties rule out every continuation.
 */
public final class BeamSearch {
    private record Beam<S>(S state, int[] tokens, double sum) {
        int lastToken() {
            return tokens[tokens.length - 1];
        }
    }

    private record Continuation(int beam, int token, double sum) {}

    private final BeamParams params;

    /** Creates a beam search with these parameters; it may be used any number of times. */
    public BeamSearch(BeamParams params) {
        this.params = params;
    }

    /**
     * Searches for continuations of a prompt.
     *
     * @param initial the model's state after all of the prompt but its last token; the search releases it
     * @param prompt the tokens so far; for an encoder–decoder those of the decoder, such as its start token
     * @return at most {@code numBeams} hypotheses, the best first; none if every first token is ruled out
     * @throws IllegalArgumentException if the prompt is empty or the model's logits are broken
     */
    public <S> List<Hypothesis> search(BeamModel<S> model, S initial, int[] prompt) {
        return search(model, initial, prompt, prompt);
    }

    /**
     * Searches for continuations of a prompt.
     *
     * @param initial the model's state after all of the prompt but its last token; the search releases it
     * @param prompt the tokens so far; for an encoder–decoder those of the decoder, such as its start token
     * @param source what the encoder has read; of a decoder the prompt
     * @return at most {@code numBeams} hypotheses, the best first; none if every first token is ruled out
     * @throws IllegalArgumentException if the prompt is empty or the model's logits are broken
     */
    public <S> List<Hypothesis> search(BeamModel<S> model, S initial, int[] prompt, int[] source) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("beam search needs a prompt of at least one token");
        }
        List<Hypothesis> finished = new ArrayList<>();
        List<Beam<S>> beams = List.of(new Beam<>(initial, prompt.clone(), 0));
        try {
            for (int length = 1; length <= params.maxNewTokens(); length++) {
                List<Continuation> ranking = rank(model, beams, prompt.length, source);
                if (ranking.isEmpty() && length > 1) {
                    beams.forEach(beam -> finish(finished, newTokens(beam.tokens(), prompt), beam.sum()));
                    break;
                }
                List<Continuation> going = new ArrayList<>();
                for (int rank = 0; rank < ranking.size(); rank++) {
                    Continuation next = ranking.get(rank);
                    if (length < params.maxNewTokens() && !params.eosIds().contains(next.token())) {
                        going.add(next);
                    } else if (rank < params.numBeams()) {
                        int[] tokens = append(beams.get(next.beam()).tokens(), next.token());
                        finish(finished, newTokens(tokens, prompt), next.sum());
                    }
                }
                beams = extend(model, beams, going.subList(0, Math.min(going.size(), params.numBeams())));
                if (beams.isEmpty() || isDone(finished, beams.getFirst().sum(), length)) {
                    break;
                }
            }
        } finally {
            beams.forEach(beam -> model.release(beam.state()));
        }
        return List.copyOf(finished);
    }

    /** The best continuations of all beams, the best first. */
    private <S> List<Continuation> rank(BeamModel<S> model, List<Beam<S>> beams, int promptLength, int[] source) {
        float[][] logits = model.step(
                beams.stream().map(Beam::state).toList(),
                beams.stream().mapToInt(Beam::lastToken).toArray());
        long looked = (long) params.numBeams() * Math.max(2, 1 + params.eosIds().size());
        TopN best = new TopN((int) Math.min(looked, (long) beams.size() * logits[0].length));
        for (int b = 0; b < beams.size(); b++) {
            Beam<S> beam = beams.get(b);
            int newTokens = beam.tokens().length - promptLength;
            float[] scores = scores(
                    logits[b],
                    new TokenRules.Place(source, beam.tokens(), newTokens, params.maxNewTokens(), params.eosIds()));
            for (int token = 0; token < scores.length; token++) {
                if (scores[token] != Float.NEGATIVE_INFINITY) {
                    best.offer(beam.sum() + scores[token], ((long) b << 32) | token);
                }
            }
        }
        List<Continuation> ranking = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            ranking.add(new Continuation((int) (best.index(i) >>> 32), (int) best.index(i), best.value(i)));
        }
        return ranking;
    }

    /** Log-probabilities after the penalties and the model's rules: {@code [vocabulary]}. */
    private float[] scores(float[] logits, TokenRules.Place place) {
        double normaliser = LogProbs.logSumExp(logits);
        float[] scores = new float[logits.length];
        for (int token = 0; token < scores.length; token++) {
            scores[token] = (float) (logits[token] - normaliser);
        }
        params.rules().favour(scores, place);
        if (params.repetitionPenalty() != 1) {
            float penalty = params.repetitionPenalty();
            Arrays.stream(place.before())
                    .distinct()
                    .filter(token -> token < scores.length)
                    .forEach(token ->
                            scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty);
        }
        if (params.noRepeatNgramSize() > 0) {
            TokenRules.forbidNgrams(scores, place.before(), place.before(), params.noRepeatNgramSize());
        }
        if (place.newTokens() < params.minNewTokens()) {
            TokenRules.forbid(scores, params.eosIds());
        }
        params.rules().forbid(scores, place);
        return scores;
    }

    /** Adds a hypothesis and drops the worst if there are more than {@code numBeams}. */
    private void finish(List<Hypothesis> finished, int[] tokens, double sum) {
        finished.add(new Hypothesis(tokens, normalise(sum, tokens.length)));
        finished.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        if (finished.size() > params.numBeams()) {
            finished.removeLast();
        }
    }

    private double normalise(double sum, int length) {
        return sum / Math.pow(length, params.lengthPenalty());
    }

    private boolean isDone(List<Hypothesis> finished, double bestSum, int length) {
        if (finished.size() < params.numBeams()) {
            return false;
        }
        double worst = finished.getLast().score();
        return switch (params.earlyStopping()) {
            case TRUE -> true;
            case FALSE -> normalise(bestSum, length) <= worst;
            case NEVER -> {
                int bestLength = params.lengthPenalty() > 0 ? params.maxNewTokens() : length;
                yield normalise(bestSum, bestLength) <= worst;
            }
        };
    }

    private static <S> List<Beam<S>> extend(BeamModel<S> model, List<Beam<S>> beams, List<Continuation> going) {
        List<S> states = BeamStates.branch(
                model,
                beams.stream().map(Beam::state).toList(),
                going.stream().mapToInt(Continuation::beam).toArray());
        List<Beam<S>> next = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            Continuation continuation = going.get(i);
            int[] tokens = append(beams.get(continuation.beam()).tokens(), continuation.token());
            next.add(new Beam<>(states.get(i), tokens, continuation.sum()));
        }
        return next;
    }

    private static int[] newTokens(int[] tokens, int[] prompt) {
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }

    private static int[] append(int[] tokens, int token) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        return longer;
    }
}
