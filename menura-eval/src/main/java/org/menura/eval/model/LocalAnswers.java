package org.menura.eval.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.eval.score.PairEncoder;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.hf.HfFolder;
import org.menura.format.python.PythonText;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.ChainStage;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.StageName;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.model.Config;

/** Answers of a decoder as lm-evaluation-harness lets transformers generate them; many are written at a time. */
final class LocalAnswers {
    /** Texts that wait for their turn in the engine, so that what they begin with is kept. */
    private static final int AHEAD = 64;

    /** Transformers' default where tokens are drawn. */
    private static final int TOP_K = 50;

    private static final List<ChainStage> ORDER = List.of(
            StageName.PENALTIES,
            StageName.TEMPERATURE,
            StageName.TOP_K,
            StageName.TOP_P,
            StageName.MIN_P,
            StageName.TYPICAL);

    /** What is read elsewhere, or says how transformers computes. */
    private static final Set<String> READ = Set.of(
            "until",
            "do_sample",
            "temperature",
            "max_gen_toks",
            "max_new_tokens",
            "max_tokens",
            "max_completion_tokens",
            "max_length",
            "top_k",
            "top_p",
            "min_p",
            "typical_p",
            "repetition_penalty",
            "num_beams",
            "use_cache",
            "pad_token_id",
            "seed");

    private final LanguageModel model;
    private final PairEncoder encoder;
    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final Config given;
    private final int maxLength;
    private final long seed;
    private final @Nullable Object thinkEnd;
    private final Map<String, Integer> drawn = new HashMap<>();

    LocalAnswers(
            LanguageModel model,
            LoadedModel.Decoder decoder,
            PairEncoder encoder,
            int maxLength,
            LocalModel.Options options) {
        this.model = model;
        this.encoder = encoder;
        this.tokenizer = decoder.text().tokenizer();
        this.ends = ends(decoder);
        this.given = decoder.text().generation();
        this.maxLength = maxLength;
        this.seed = options.seed();
        this.thinkEnd = options.conventions().thinkEnd();
    }

    /** The tokens at which transformers ends a text, and the one whose text lm-evaluation-harness ends it at. */
    private static Set<Integer> ends(LoadedModel.Decoder decoder) {
        HfFolder folder = decoder.source().folder();
        if (folder == null) {
            return decoder.text().endIds();
        }
        Set<Integer> ids = new LinkedHashSet<>();
        JsonNode generation = folder.generationConfig();
        add(generation == null ? null : generation.get("eos_token_id"), ids);
        if (ids.isEmpty()) {
            add(decoder.source().config().get("eos_token_id"), ids);
        }
        decoder.text().tokenizer().eos().ifPresent(ids::add);
        return ids;
    }

    private static void add(@Nullable JsonNode id, Set<Integer> to) {
        if (id != null && id.isArray()) {
            id.forEach(one -> add(one, to));
        } else if (id != null && id.canConvertToInt() && id.intValue() >= 0) {
            to.add(id.intValue());
        }
    }

    private record Written(int index, StopTexts stops, Engine.Task task) {}

    /** Writes the answers that are not known; they are those of the whole list. */
    void write(List<GenerationRequest> requests, IntPredicate known, AnswerSink<String> sink) {
        int[][] contexts = new int[requests.size()][];
        long[] seeds = new long[contexts.length];
        for (int i = 0; i < contexts.length; i++) {
            check(requests.get(i));
            contexts[i] = encoder.prompt(requests.get(i).context());
            seeds[i] = seedOf(requests.get(i));
        }
        int[] order = IntStream.range(0, contexts.length)
                .filter(i -> !known.test(i))
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> contexts[i], Arrays::compare))
                .mapToInt(Integer::intValue)
                .toArray();
        Deque<Written> written = new ArrayDeque<>();
        try {
            for (int i : order) {
                written.add(start(i, requests.get(i), contexts[i], seeds[i]));
                if (written.size() == AHEAD) {
                    finish(written.removeFirst(), sink);
                }
            }
            while (!written.isEmpty()) {
                finish(written.removeFirst(), sink);
            }
        } finally {
            written.forEach(w -> w.task().cancel());
        }
    }

    private static void check(GenerationRequest request) {
        if (!request.media().isEmpty()) {
            throw new FormatException("a context with pictures or sounds was given to a model of text");
        }
        for (Map.Entry<String, @Nullable Object> e :
                request.settings().arguments().entrySet()) {
            if (!READ.contains(e.getKey())) {
                throw new FormatException("generation_kwargs has '%s', which is not known here; known: %s"
                        .formatted(
                                e.getKey(),
                                String.join(", ", READ.stream().sorted().toList())));
            }
        }
        if (request.settings().arguments().get("num_beams") instanceof Number beams && beams.intValue() != 1) {
            throw new FormatException(
                    "generation_kwargs asks for num_beams: %s, and answers are written without beams".formatted(beams));
        }
    }

    /** Answers to the same request differ if they are drawn, and are the same in each run. */
    private long seedOf(GenerationRequest request) {
        if (!request.settings().doSample()) {
            return 0;
        }
        String hash = Sha256.of((request.context() + '\0' + request.settings()).getBytes(StandardCharsets.UTF_8));
        int before = drawn.merge(hash, 1, Integer::sum);
        return seed ^ Long.parseUnsignedLong(hash.substring(0, 16), 16) + before;
    }

    private Written start(int index, GenerationRequest request, int[] ids, long drawnBy) {
        GenerationSettings settings = request.settings();
        int most = settings.maxTokens();
        int room = maxLength - most;
        if (room < 1) {
            throw new IllegalArgumentException(
                    "an answer may have %d tokens, but the model reads %d in all; give fewer max_gen_toks"
                            .formatted(most, maxLength));
        }
        int[] context = ids.length == 0
                ? new int[] {encoder.prefix()}
                : Arrays.copyOfRange(ids, Math.max(0, ids.length - room), ids.length);
        if (settings.arguments().get("max_length") instanceof Number all) {
            most = Math.max(1, all.intValue() - context.length);
        }
        StopTexts stops = StopTexts.of(settings.until(), ends, tokenizer);
        if (stopsAtOnce(settings.arguments().get("until"))) {
            most = 1; // every text holds an empty one
        }
        Generator.Options how = new Generator.Options(most, stops.ids(), stops.texts(), Generator.NO_LOG_PROBS)
                .withRules(model.rules());
        Engine.Task task = model.submit(Request.of(Prompt.of(context), new Sampler(sampling(settings, drawnBy)), how));
        return new Written(index, stops, task);
    }

    private static boolean stopsAtOnce(@Nullable Object until) {
        return until instanceof String one ? one.isEmpty() : until instanceof List<?> some && some.contains("");
    }

    /** As transformers processes logits: penalties, temperature, and then what drops tokens. */
    private SamplingParams sampling(GenerationSettings settings, long drawnBy) {
        Map<String, @Nullable Object> all = settings.arguments();
        float repeat = (float) number(all, "repetition_penalty", 1);
        double temperature = settings.doSample() ? settings.temperature() : 0;
        SamplingParamsBuilder params = SamplingParams.builder()
                .seed(drawnBy)
                .temperature((float) temperature)
                .topK(0)
                .topP(1)
                .minP(0)
                .typicalP(1)
                .order(ORDER);
        if (temperature > 0) {
            params.topK((int) number(all, "top_k", TOP_K))
                    .topP((float) number(all, "top_p", 1))
                    .minP((float) number(all, "min_p", 0))
                    .typicalP((float) number(all, "typical_p", 1));
        }
        if (repeat != 1) {
            params.repeatPenalty(repeat).repeatLastN(-1);
        }
        return params.build();
    }

    /** What the task says, else what the model's folder says, else transformers' default. */
    private double number(Map<String, @Nullable Object> all, String name, double otherwise) {
        return all.get(name) instanceof Number value ? value.doubleValue() : given.number(name, otherwise);
    }

    private void finish(Written written, AnswerSink<String> sink) {
        Generator.Result result = model.engine().await(written.task());
        int[] ids = result.tokens().stream()
                .filter(id -> !written.stops().ids().contains(id))
                .mapToInt(Integer::intValue)
                .toArray();
        sink.answered(written.index(), StopTexts.cut(said(ids), written.stops().texts()));
    }

    /** What is said behind the last thought: thoughts are left out before the answer is cut, as they may hold what ends it. */
    private String said(int[] ids) {
        if (thinkEnd instanceof Integer end) {
            int from = ids.length;
            while (from > 0 && ids[from - 1] != end) {
                from--;
            }
            return lstrip(tokenizer.decode(Arrays.copyOfRange(ids, from, ids.length), true));
        }
        String text = tokenizer.decode(ids, true);
        return thinkEnd instanceof String end && !end.isEmpty()
                ? lstrip(text.substring(text.contains(end) ? text.lastIndexOf(end) + end.length() : 0))
                : text;
    }

    private static String lstrip(String text) {
        return PythonText.strip(text, null, true, false);
    }
}
