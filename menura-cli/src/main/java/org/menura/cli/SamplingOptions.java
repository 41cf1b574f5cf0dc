package org.menura.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.SequenceBreakers;
import org.menura.generate.sample.StageName;
import org.menura.generate.sample.Watermark;
import org.menura.generate.watermark.Watermarks;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How tokens are chosen: llama.cpp's options. What is not given is as the model's files say, and else as in llama.cpp. */
final class SamplingOptions {
    private static final Pattern BIAS = Pattern.compile("(\\d{1,9})([+-].+)");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--greedy", description = "Always the likeliest token: --temp 0 without penalties.")
    private boolean greedy;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description = "Seed of all random choices (default: a random one).")
    private @Nullable Long seed;

    @Option(
            names = "--samplers",
            paramLabel = "LIST",
            description = "Stages in order, separated by semicolons (default: the model's, else"
                    + " penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature).")
    private @Nullable String samplers;

    @Option(
            names = {"--temp", "--temperature"},
            paramLabel = "T",
            description = "Temperature; 0 is greedy (default: the model's, else 0.8).")
    private @Nullable Float temperature;

    @Option(
            names = "--dynatemp-range",
            paramLabel = "R",
            defaultValue = "0",
            description = "The temperature follows the entropy in this range around --temp (default: 0, off).")
    private float dynamicRange;

    @Option(
            names = "--dynatemp-exp",
            paramLabel = "E",
            defaultValue = "1",
            description = "Exponent of the dynamic temperature (default: ${DEFAULT-VALUE}).")
    private float dynamicExponent;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Keep the K likeliest; 0 keeps all (default: the model's, else 40).")
    private @Nullable Integer topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Keep the likeliest that together reach P (default: the model's, else 0.95).")
    private @Nullable Float topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Keep those at least P times as likely as the likeliest (default: the model's, else 0.05).")
    private @Nullable Float minP;

    @Option(
            names = {"--typical", "--typical-p"},
            paramLabel = "P",
            description = "Keep the locally typical that together reach P (default: the model's, else 1, off).")
    private @Nullable Float typical;

    @Option(
            names = {"--top-nsigma", "--top-n-sigma"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "Keep logits within N standard deviations of the largest (default: -1, off).")
    private float topNSigma;

    @Option(
            names = "--xtc-probability",
            paramLabel = "P",
            description = "How often XTC drops the likeliest (default: the model's, else 0, off).")
    private @Nullable Float xtcProbability;

    @Option(
            names = "--xtc-threshold",
            paramLabel = "P",
            description = "XTC drops all above P but the least likely of them (default: the model's, else 0.1).")
    private @Nullable Float xtcThreshold;

    @Option(
            names = "--repeat-penalty",
            paramLabel = "F",
            description = "Divides the logits of tokens that occurred (default: the model's, else 1, off).")
    private @Nullable Float repeatPenalty;

    @Option(
            names = "--repeat-last-n",
            paramLabel = "N",
            description = "How far back the penalties look; -1: all (default: the model's, else 64).")
    private @Nullable Integer repeatLastN;

    @Option(
            names = "--frequency-penalty",
            paramLabel = "F",
            defaultValue = "0",
            description = "Subtracted for each occurrence (default: ${DEFAULT-VALUE}).")
    private float frequencyPenalty;

    @Option(
            names = "--presence-penalty",
            paramLabel = "F",
            defaultValue = "0",
            description = "Subtracted if there was an occurrence (default: ${DEFAULT-VALUE}).")
    private float presencePenalty;

    @Option(
            names = "--dry-multiplier",
            paramLabel = "F",
            defaultValue = "0",
            description = "Scale of the DRY penalty for repeated sequences (default: 0, off).")
    private float dryMultiplier;

    @Option(
            names = "--dry-base",
            paramLabel = "F",
            defaultValue = "1.75",
            description = "How fast it grows with the length repeated (default: ${DEFAULT-VALUE}).")
    private float dryBase;

    @Option(
            names = "--dry-allowed-length",
            paramLabel = "N",
            defaultValue = "2",
            description = "Repetitions up to this length go free (default: ${DEFAULT-VALUE}).")
    private int dryAllowedLength;

    @Option(
            names = "--dry-penalty-last-n",
            paramLabel = "N",
            defaultValue = "-1",
            description = "How far back DRY looks; -1: all (default: ${DEFAULT-VALUE}).")
    private int dryPenaltyLastN;

    @Option(
            names = "--dry-sequence-breaker",
            paramLabel = "TEXT",
            description = "No repetition reaches across TEXT; several may be given, 'none' for none"
                    + " (default: line end, colon, quotation mark, asterisk).")
    private @Nullable List<String> dryBreakers;

    @Option(
            names = "--mirostat",
            paramLabel = "0|2",
            description = "2: Mirostat 2.0 instead of the other stages (default: the model's, else 0, off).")
    private @Nullable Integer mirostat;

    @Option(
            names = "--mirostat-lr",
            paramLabel = "F",
            defaultValue = "0.1",
            description = "Mirostat's learning rate (default: ${DEFAULT-VALUE}).")
    private float mirostatRate;

    @Option(
            names = "--mirostat-ent",
            paramLabel = "F",
            defaultValue = "5",
            description = "Mirostat's target surprise in bits (default: ${DEFAULT-VALUE}).")
    private float mirostatEntropy;

    @Option(
            names = {"-l", "--logit-bias"},
            paramLabel = "ID(+|-)BIAS",
            description = "Adds to a token's logit, as in 15043+1 or 15043-inf; several may be given.")
    private List<String> logitBiases = List.of();

    @Option(
            names = {"--stop", "-r", "--reverse-prompt"},
            paramLabel = "TEXT",
            description = "Ends the text where TEXT would come; several may be given.")
    private List<String> stops = List.of();

    @Option(
            names = "--watermark",
            paramLabel = "SPEC",
            description =
                    "Mark the text so that detectors with the key can tell it: kgw, selfhash, synthid, gumbel or unigram with"
                            + " options, as in kgw:bias=2.5,key=7, or a JSON file with transformers' watermarking_config.")
    private @Nullable String watermark;

    /** Texts that end a generation. */
    List<String> stops() {
        return stops;
    }

    /** Seed of the first picture that is drawn; 0 unless one is given. */
    long drawingSeed() {
        return seed == null ? 0 : seed;
    }

    /** Whether texts are to be marked. */
    boolean marks() {
        return watermark != null;
    }

    /** Refuses values out of their ranges, before anything is loaded. */
    void check() {
        params(SamplingParams.builder());
    }

    /** A sampler for the start of a sequence. */
    Sampler sampler(ModelTokenizer text) {
        Tokenizer tokenizer = text.tokenizer();
        SamplingParams params = params(text.sampling());
        if (!greedy) {
            settle(params);
        }
        for (int id : biases().keySet()) {
            if (id >= tokenizer.size()) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "--logit-bias: the model's tokens end at %d, so there is no %d"
                                .formatted(tokenizer.size() - 1, id));
            }
        }
        return new Sampler(
                dryMultiplier == 0
                        ? params
                        : params.toBuilder().dryBreakers(breakers(tokenizer)).build());
    }

    /** Settles what a conversation tells of and changes. */
    private void settle(SamplingParams params) {
        temperature = params.temperature().value();
        topK = params.topK().k();
        topP = params.topP().p();
        minP = params.minP().p();
        repeatPenalty = params.penalties().repeat();
    }

    private SamplingParams params(SamplingParamsBuilder usual) {
        try {
            return build(greedy ? SamplingParams.builder() : usual);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
        }
    }

    private SamplingParams build(SamplingParamsBuilder builder) {
        builder.logitBias(biases());
        set(seed, builder::seed);
        if (watermark != null) {
            builder.watermark(mark(watermark));
        }
        if (greedy) {
            return builder.temperature(0).build();
        }
        set(temperature, builder::temperature);
        set(topK, builder::topK);
        set(topP, builder::topP);
        set(minP, builder::minP);
        set(typical, builder::typicalP);
        set(xtcProbability, builder::xtcProbability);
        set(xtcThreshold, builder::xtcThreshold);
        set(repeatPenalty, builder::repeatPenalty);
        set(repeatLastN, builder::repeatLastN);
        builder.dynamicTemperature(dynamicRange, dynamicExponent)
                .topNSigma(topNSigma)
                .frequencyPenalty(frequencyPenalty)
                .presencePenalty(presencePenalty)
                .dryMultiplier(dryMultiplier)
                .dryBase(dryBase)
                .dryAllowedLength(dryAllowedLength)
                .dryPenaltyLastN(dryPenaltyLastN);
        if (samplers != null) {
            builder.order(StageName.parseOrder(samplers));
        }
        switch (mirostat) {
            case null -> {}
            case 0 -> builder.withoutMirostat();
            case 2 -> builder.mirostat(mirostatEntropy, mirostatRate);
            default -> throw new IllegalArgumentException("--mirostat must be 0 or 2, not " + mirostat);
        }
        return builder.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }

    private static Watermark mark(String spec) {
        try {
            return Watermarks.parse(spec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--watermark: " + e.getMessage(), e);
        }
    }

    private SequenceBreakers breakers(Tokenizer tokenizer) {
        if (dryBreakers == null) {
            return SequenceBreakers.of(SequenceBreakers.DEFAULT_TEXTS, tokenizer);
        }
        return dryBreakers.equals(List.of("none"))
                ? SequenceBreakers.NONE
                : SequenceBreakers.of(dryBreakers, tokenizer);
    }

    private Map<Integer, Float> biases() {
        Map<Integer, Float> out = new HashMap<>();
        for (String text : logitBiases) {
            Matcher m = BIAS.matcher(text);
            if (!m.matches()) {
                throw wrongBias(text);
            }
            try {
                out.put(Integer.valueOf(m.group(1)), Float.valueOf(m.group(2).replaceFirst("inf$", "Infinity")));
            } catch (NumberFormatException e) {
                throw wrongBias(text);
            }
        }
        return out;
    }

    private static IllegalArgumentException wrongBias(String text) {
        return new IllegalArgumentException(
                "--logit-bias must be a token id, a sign and a number, as in 15043+1, not " + text);
    }
}
