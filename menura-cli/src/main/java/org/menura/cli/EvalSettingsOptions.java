package org.menura.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.ArgumentText;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.SampleNumbers;
import org.menura.eval.task.PromptSettings;
import org.menura.format.FormatException;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How tasks are evaluated, with the names that lm-evaluation-harness's options have. */
final class EvalSettingsOptions {
    private static final int SEEDS = 4;
    private static final int OF_NUMPY = 1;
    private static final int OF_TORCH = 2;

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-f", "--num-fewshot", "--num_fewshot"},
            paramLabel = "N",
            description = "Examples before each question (default: what each task says).")
    private @Nullable Integer shots;

    @Option(
            names = {"-l", "-L", "--limit"},
            paramLabel = "N",
            description = "The first N documents of each task, or that part of them if below 1. Said in every table.")
    private @Nullable Double limit;

    @Option(
            names = {"-E", "--samples"},
            paramLabel = "JSON",
            description = "Numbers of the documents to evaluate, from 0 on: {\"TASK\": [0, 3], …}, or a file of that.")
    private @Nullable String samples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of all that is drawn; or four as lm-evaluation-harness has them: of choices that tasks shuffle, of"
                            + " scores over documents, of drawn answers, of the examples (default: 0,1234,1234,1234).")
    private String seed = "0,1234,1234,1234";

    @Option(
            names = {"--apply-chat-template", "--apply_chat_template"},
            arity = "0..1",
            paramLabel = "true|false",
            parameterConsumer = Flag.class,
            description = "Ask in conversations, laid out by the model's chat template.")
    private boolean chat;

    @Option(
            names = {"--fewshot-as-multiturn", "--fewshot_as_multiturn"},
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            paramLabel = "true|false",
            description = "Whether examples are turns of their own in a conversation (default: true).")
    private boolean multiturn = true;

    @Option(
            names = {"--system-instruction", "--system_instruction"},
            paramLabel = "TEXT",
            description = "An instruction that stands first.")
    private @Nullable String system;

    @Option(
            names = {"--gen-kwargs", "--gen_kwargs"},
            paramLabel = "KEY=VALUE,…",
            parameterConsumer = Arguments.class,
            description = "Arguments of generation that win over the tasks': temperature, top_p, max_gen_toks,"
                    + " until=[\"Q:\"], … or JSON.")
    private List<String> generation = new ArrayList<>();

    @Option(
            names = {"--bootstrap-iters", "--bootstrap_iters"},
            paramLabel = "N",
            description = "Draws for standard errors without a closed form (default: 100000).")
    private int iterations = EvaluationSettings.DEFAULT_BOOTSTRAP_ITERATIONS;

    @Option(
            names = {"--confirm-run-unsafe-code", "--confirm_run_unsafe_code"},
            description = "Run answers that are programs, each in a sandbox.")
    private boolean code;

    /** The settings. */
    EvaluationSettings settings() {
        if (limit != null && !(limit > 0)) {
            throw wrong("--limit must be above 0, not " + limit);
        }
        if (limit != null && samples != null) {
            throw wrong("--limit and --samples both choose documents: leave one of them out");
        }
        if (shots != null && shots < 0) {
            throw wrong("--num-fewshot must be at least 0, not " + shots);
        }
        if (iterations < 0) {
            throw wrong("--bootstrap-iters must be at least 0, not " + iterations);
        }
        return new EvaluationSettings(
                shots,
                limit,
                numbers(),
                chat,
                multiturn,
                system,
                seeds()[0],
                valueSeed(),
                seeds()[SEEDS - 1],
                iterations,
                arguments(),
                code,
                false);
    }

    private Map<String, List<Integer>> numbers() {
        try {
            return samples == null ? Map.of() : SampleNumbers.read(samples);
        } catch (FormatException e) {
            throw wrong("--samples: " + e.getMessage());
        }
    }

    /** The seed of answers that are drawn. */
    long modelSeed() {
        return seeds()[OF_TORCH];
    }

    private long valueSeed() {
        long seed = seeds()[OF_NUMPY];
        if (seed >= 1L << 32) {
            throw wrong("the second of four seeds, numpy's, must be below 2^32, not " + seed);
        }
        return seed;
    }

    private long[] seeds() {
        String[] parts = seed.split(",", -1);
        boolean isRight = (parts.length == 1 || parts.length == SEEDS - 1 || parts.length == SEEDS)
                && Arrays.stream(parts).allMatch(p -> p.strip().matches("\\d{1,18}|(?i:none)"));
        if (!isRight) {
            throw wrong("--seed is one number or four with commas between them, not " + seed);
        }
        long[] all = new long[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            String part = parts.length == 1 ? parts[0].strip() : i < parts.length ? parts[i].strip() : "None";
            all[i] = part.equalsIgnoreCase("none") ? PromptSettings.DEFAULT_SEED : Long.parseLong(part);
        }
        return all;
    }

    private Map<String, @Nullable Object> arguments() {
        try {
            return ArgumentText.read(generation);
        } catch (FormatException e) {
            throw wrong("--gen-kwargs: " + e.getMessage());
        }
    }

    /** Takes all {@code key=value} that follow, as lm-evaluation-harness does, and leaves other words to others. */
    static final class Arguments implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            List<String> taken = new ArrayList<>(option.getValue());
            if (words.isEmpty() || words.peek().startsWith("-")) {
                throw new ParameterException(
                        command.commandLine(), "%s wants KEY=VALUE behind it".formatted(name(option)));
            }
            do {
                taken.add(words.pop());
            } while (!words.isEmpty() && words.peek().matches("\\w+=.*"));
            option.setValue(taken);
        }

        private static String name(ArgSpec option) {
            return option instanceof OptionSpec named ? named.names()[0] : option.paramLabel();
        }
    }

    /** Takes {@code true}, {@code false} or {@code default} behind a flag, and leaves other words to others. */
    static final class Flag implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            boolean isSaid = !words.isEmpty() && words.peek().matches("(?i)true|false|default");
            option.setValue(!isSaid || !words.pop().equalsIgnoreCase("false"));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
