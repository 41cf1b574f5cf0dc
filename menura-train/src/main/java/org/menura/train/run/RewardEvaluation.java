package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.SamplingParams;
import org.menura.model.CausalModel;
import org.menura.train.data.ChatEncoder;
import org.menura.train.data.IndexedJson;
import org.menura.train.data.PreferenceEncoder;
import org.menura.train.data.Prompt;
import org.menura.train.recipe.Options;
import org.menura.train.rl.Reward;
import org.menura.train.rl.Rewards;
import org.menura.train.rl.Rollouts;

/**
 * What a program that checks answers says of those to held-out prompts, one each: drawn with llama.cpp's usual sampling and
 * the same seed each time, and greedily.
 */
final class RewardEvaluation {
    private static final long SEED = 1;

    /** A mean of bits is whole but for rounding. */
    private static final double FULL = 1 - 1e-9;

    private final RunText text;
    private final List<Prompt> prompts;
    private final Reward reward;
    private final int length;

    RewardEvaluation(Options options, RunText text) {
        this.text = text;
        this.prompts = read(options.paths("reward_prompts"), options.text("reward_field"));
        this.reward = Rewards.of(options.texts("rewards"));
        this.length = Math.toIntExact(options.whole("answer_length"));
    }

    private static List<Prompt> read(List<Path> files, String field) {
        IndexedJson<Prompt> records = IndexedJson.prompts(files, field);
        List<Prompt> all = new ArrayList<>();
        for (long i = 0; i < records.count(); i++) {
            all.add(records.get(i));
        }
        if (all.isEmpty()) {
            throw new FormatException("evaluation.reward_prompts names files without a prompt: " + files);
        }
        return all;
    }

    /** Mean reward, and the share of answers that get all of it, of both ways to answer. */
    void measure(CausalModel model, Map<String, Double> metrics) {
        measure(model, SamplingParams.builder().seed(SEED).build(), "", metrics);
        measure(model, SamplingParams.greedy(), "greedy_", metrics);
    }

    private void measure(CausalModel model, SamplingParams sampling, String prefix, Map<String, Double> metrics) {
        Tokenizer tokenizer = text.tokenizer();
        ChatEncoder chat = text.template() == null ? null : new ChatEncoder(text.template(), tokenizer, Map.of());
        PreferenceEncoder encoder = new PreferenceEncoder(tokenizer, chat);
        Set<Integer> ends = tokenizer.eos().stream().boxed().collect(Collectors.toSet());
        List<Rollouts.Rollout> answers = new Rollouts(model, tokenizer, ends, length, sampling)
                .write(prompts.stream().map(p -> encoder.prompt(p.prompt())).toList(), 1, SEED);
        double sum = 0;
        int passed = 0;
        for (int i = 0; i < answers.size(); i++) {
            Rollouts.Rollout answer = answers.get(i);
            double worth = reward.of(prompts.get(i).fields(), answer.text(), answer.complete());
            sum += worth;
            passed += worth >= FULL ? 1 : 0;
        }
        metrics.put(prefix + "reward", sum / answers.size());
        metrics.put(prefix + "passed", passed / (double) answers.size());
    }
}
