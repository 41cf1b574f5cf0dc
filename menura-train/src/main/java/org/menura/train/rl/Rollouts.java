package org.menura.train.rl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.batch.Batch;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/** A generator of rollouts: answers that the current weights generate in batches, on the path that inference takes. */
public final class Rollouts {
    /** Sequences that are written together. */
    private static final int TOGETHER = 32;

    /** Prompts whose pictures and sounds are in memory at a time. */
    private static final int AT_A_TIME = 256;

    private final CausalModel model;
    private final Tokenizer tokenizer;
    private final Set<Integer> endIds;
    private final int maxTokens;
    private final double temperature;
    private final SamplingParams sampling;

    /**
     * Makes a generator of rollouts of a model.
     *
     * @param endIds tokens that end a text
     * @param maxTokens of an answer
     * @param temperature of the softmax that tokens are drawn from; no candidate is left out, so that their
     *     log-probabilities are the model's at this temperature
     */
    public Rollouts(CausalModel model, Tokenizer tokenizer, Set<Integer> endIds, int maxTokens, double temperature) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.endIds = Set.copyOf(endIds);
        this.maxTokens = maxTokens;
        this.temperature = temperature;
        this.sampling = SamplingParams.builder()
                .temperature((float) temperature)
                .topK(0)
                .topP(1)
                .minP(0)
                .build();
    }

    /**
     * A generated answer to a prompt.
     *
     * @param prompt ids
     * @param answer ids, the one that ended the text included
     * @param text of the answer, without it
     * @param complete whether it ended by itself
     */
    public record Rollout(int[] prompt, int[] answer, String text, boolean complete) {}

    /**
     * Computes the logits of the softmax that tokens are drawn from, with gradients: a policy learns as what it was when it wrote.
     *
     * @return [rows, vocabulary]
     */
    public static Tensor logits(CausalModel model, ForwardBatch batch, double temperature) {
        Tensor logits = model.forward(batch);
        return temperature == 1 || temperature == 0 ? logits : model.ops().affine(logits, (float) (1 / temperature), 0);
    }

    /** Returns the temperature of the softmax that tokens are drawn from. */
    double temperature() {
        return temperature;
    }

    /**
     * Generates {@code count} answers to each prompt; the same seed gives the same ones.
     *
     * @return by prompt, the answers to each behind each other
     */
    public List<Rollout> write(List<int[]> prompts, int count, long seed) {
        Batch batch = new Batch(model, tokenizer, Batch.Limits.of(TOGETHER));
        List<CompletableFuture<Generator.Result>> results = new ArrayList<>();
        Rng seeds = new Rng(seed);
        for (int[] prompt : prompts) {
            for (int i = 0; i < count; i++) {
                results.add(batch.add(prompt, sampler(seeds), options(), null));
            }
        }
        batch.run();
        return rollouts(prompts, results, count);
    }

    /**
     * Generates an answer to each prompt; the same seed gives the same ones.
     *
     * @param shown the prompt with embeddings of images and audio; null for text alone
     */
    public List<Rollout> answer(
            List<TokenDocument> prompts, Function<TokenDocument, @Nullable Prompt> shown, long seed) {
        List<CompletableFuture<Generator.Result>> results = new ArrayList<>();
        Rng seeds = new Rng(seed);
        for (int from = 0; from < prompts.size(); from += AT_A_TIME) {
            Batch batch = new Batch(model, tokenizer, Batch.Limits.of(TOGETHER));
            for (TokenDocument prompt : prompts.subList(from, Math.min(prompts.size(), from + AT_A_TIME))) {
                Prompt media = shown.apply(prompt);
                results.add(
                        media == null
                                ? batch.add(prompt.ids(), sampler(seeds), options(), null)
                                : batch.add(media, sampler(seeds), options(), null));
            }
            batch.run();
        }
        return rollouts(prompts.stream().map(TokenDocument::ids).toList(), results, 1);
    }

    private Sampler sampler(Rng seeds) {
        return new Sampler(sampling.toBuilder().seed(seeds.nextLong()).build());
    }

    private Generator.Options options() {
        return new Generator.Options(maxTokens, endIds, List.of(), Generator.NO_LOG_PROBS);
    }

    private static List<Rollout> rollouts(
            List<int[]> prompts, List<CompletableFuture<Generator.Result>> results, int count) {
        List<Rollout> out = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Generator.Result result = results.get(i).join();
            int[] answer = result.tokens().stream().mapToInt(Integer::intValue).toArray();
            boolean complete = result.reason() == Generator.Reason.STOP;
            out.add(new Rollout(prompts.get(i / count), answer, result.text(), complete));
        }
        return out;
    }
}
