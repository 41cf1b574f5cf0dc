package org.menura.eval.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.eval.score.PairEncoder;
import org.menura.eval.score.RollingWindows;
import org.menura.eval.score.Scorer;
import org.menura.eval.score.TokenRequest;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.model.CausalModel;

/**
 * A decoder on this machine, asked as lm-evaluation-harness asks {@code --model hf}: the same tokens before and after the
 * border of context and continuation, the same windows over long texts, the same ends of answers.
 */
public final class LocalModel implements ResumableModel {
    /** The context of models that have none of their own, as in lm-evaluation-harness. */
    private static final int UNBOUNDED = 2048;

    /**
     * How a model is asked.
     *
     * @param maxLength tokens that it reads at most; 0 for its own context
     * @param batchSize sequences that are computed together at most; 0 for as many as are fast
     * @param seed of answers that are drawn
     * @param conventions for its prompts and answers
     */
    public record Options(int maxLength, int batchSize, long seed, Conventions conventions) {
        /** Creates options for a model with its own conventions. */
        public Options(int maxLength, int batchSize, long seed) {
            this(maxLength, batchSize, seed, Conventions.own());
        }

        /** Returns the options of lm-evaluation-harness. */
        public static Options defaults() {
            return new Options(0, 0, 1234);
        }
    }

    private final String name;
    private final LanguageModel model;
    private final LoadedModel.Decoder decoder;
    private final Options options;
    private final Tokenizer tokenizer;
    private final PairEncoder encoder;
    private final int maxLength;
    private final @Nullable Path adapter;
    private @Nullable ChatTemplate template;

    private LocalModel(
            String name, LanguageModel model, LoadedModel.Decoder decoder, Options options, @Nullable Path adapter) {
        this.adapter = adapter;
        this.name = name;
        this.model = model;
        this.decoder = decoder;
        this.options = options;
        this.tokenizer = decoder.text().tokenizer();
        this.encoder = new PairEncoder(tokenizer, options.conventions.addBos(), options.conventions.prefix());
        int own = decoder.model().contextLength() == Integer.MAX_VALUE
                ? UNBOUNDED
                : decoder.model().contextLength();
        this.maxLength = options.maxLength == 0 ? own : options.maxLength;
    }

    /**
     * Makes a loaded decoder a model under evaluation, which closes it.
     *
     * @param name for reports
     * @throws FormatException if it is no decoder, or comes without a tokenizer
     */
    public static LocalModel of(String name, LanguageModel model, Options options) {
        return of(name, model, options, null);
    }

    /**
     * Makes a loaded decoder with an adapter a model under evaluation, which closes it.
     *
     * @param name for reports
     * @param adapter folder of the adapter that was loaded with it, for the record; null for none
     * @throws FormatException if it is no decoder, or comes without a tokenizer
     */
    public static LocalModel of(String name, LanguageModel model, Options options, @Nullable Path adapter) {
        if (!(model.loaded() instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(
                    "%s is no decoder, and tasks measure those; `menura embed` and `menura transcribe`".formatted(name)
                            + " show what other models do");
        }
        if (!decoder.text().hasTokenizer()) {
            throw new FormatException(name + " comes without a tokenizer, and tasks are texts");
        }
        return new LocalModel(name, model, decoder, options, adapter);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String tokenizerName() {
        return name.replace("/", "__");
    }

    /** Returns the model's file or folder. */
    public Path path() {
        return decoder.source().path();
    }

    /** Returns the folder of the model's adapter; null without one. */
    public @Nullable Path adapter() {
        return adapter;
    }

    /** Returns the loaded model, which this one closes. */
    public LanguageModel languageModel() {
        return model;
    }

    /** Returns what holds for its prompts and answers. */
    public Conventions conventions() {
        return options.conventions;
    }

    /** Returns the most tokens that the model reads. */
    public int maxLength() {
        return maxLength;
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        LogLikelihood[] answers = new LogLikelihood[requests.size()];
        resumeLogLikelihoods(requests, _ -> false, (i, answer) -> {
            answers[i] = answer;
            sink.answered(i, answer);
        });
        return List.of(answers);
    }

    @Override
    public void resumeLogLikelihoods(
            List<ContinuationRequest> requests, IntPredicate known, AnswerSink<LogLikelihood> sink) {
        if (options.conventions.thinks()) {
            throw new FormatException("enable_thinking=True is for tasks that ask for answers, not for likelihoods");
        }
        List<TokenRequest> tokens = requests.parallelStream()
                .map(request -> {
                    PairEncoder.Pair pair = encoder.pair(request.context(), request.continuation());
                    return TokenRequest.of(pair.context(), pair.continuation(), maxLength);
                })
                .toList();
        scorer().score(
                        tokens,
                        known,
                        (i, score) -> sink.answered(i, new LogLikelihood(score.logLikelihood(), score.greedy())));
    }

    private Scorer scorer() {
        Scorer scorer = Scorer.of(decoder.model());
        return options.batchSize == 0 ? scorer : scorer.withSequences(options.batchSize);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        Double[] answers = new Double[texts.size()];
        resumeRolling(texts, _ -> false, (i, answer) -> {
            answers[i] = answer;
            sink.answered(i, answer);
        });
        return List.of(answers);
    }

    @Override
    public void resumeRolling(List<String> texts, IntPredicate known, AnswerSink<Double> sink) {
        List<TokenRequest> windows = new ArrayList<>();
        int[] ends = new int[texts.size()]; // of each text's windows
        List<Integer> owners = new ArrayList<>();
        for (int i = 0; i < ends.length; i++) {
            for (TokenRequest window : RollingWindows.of(encoder.text(texts.get(i)), encoder.prefix(), maxLength)) {
                windows.add(window);
                owners.add(i);
            }
            ends[i] = windows.size();
            if (ends[i] == (i == 0 ? 0 : ends[i - 1])) {
                sink.answered(i, 0.0); // a text without tokens
            }
        }
        double[] scores = new double[windows.size()];
        int[] missing = new int[texts.size()];
        owners.forEach(owner -> missing[owner]++);
        scorer().score(windows, window -> known.test(owners.get(window)), (window, score) -> {
            scores[window] = score.logLikelihood();
            int owner = owners.get(window);
            if (--missing[owner] == 0) {
                double sum = 0;
                for (int w = owner == 0 ? 0 : ends[owner - 1]; w < ends[owner]; w++) {
                    sum += scores[w];
                }
                sink.answered(owner, sum);
            }
        });
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        String[] answers = new String[requests.size()];
        resumeGenerate(requests, _ -> false, (i, answer) -> {
            answers[i] = answer;
            sink.answered(i, answer);
        });
        return List.of(answers);
    }

    @Override
    public void resumeGenerate(List<GenerationRequest> requests, IntPredicate known, AnswerSink<String> sink) {
        new LocalAnswers(model, decoder, encoder, maxLength, options).write(requests, known, sink);
    }

    /** Returns the decoder itself, for what asks for tokens and not for texts. */
    public CausalModel decoder() {
        return decoder.model();
    }

    /** Encodes a text as the model reads it. */
    public int[] encode(String text) {
        return encoder.text(text);
    }

    @Override
    public synchronized String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        if (template == null) {
            if (!decoder.text().hasChatTemplate()) {
                throw new FormatException(name + " comes without a chat template, so it was not made for conversations;"
                        + " leave out --apply-chat-template, or give one with --chat-template");
            }
            template = ChatTemplate.parse(decoder.text().chatTemplate());
        }
        Map<String, @Nullable Object> variables = new HashMap<>();
        variable(variables, "bos_token", tokenizer.bos());
        variable(variables, "eos_token", tokenizer.eos());
        variable(variables, "pad_token", tokenizer.pad());
        variable(variables, "unk_token", tokenizer.unk());
        variables.putAll(options.conventions.templateArguments());
        return ChatText.render(template, variables, messages, addGenerationPrompt);
    }

    private void variable(Map<String, @Nullable Object> variables, String token, OptionalInt id) {
        id.ifPresent(i -> variables.put(token, tokenizer.token(i)));
    }

    @Override
    public void close() {
        model.close();
    }
}
