package org.menura.generate.sample;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link SamplingParams}, with one method per option of the command line; the stages' records say what
 * each option means. Values are checked when they are set, with an {@link IllegalArgumentException}.
 */
public final class SamplingParamsBuilder {
    private @Nullable Long seed;
    private LogitBias logitBias = new LogitBias(Map.of());
    private Penalties penalties = new Penalties(64, 1, 0, 0);
    private Dry dry = new Dry(0, 1.75f, 2, -1, SequenceBreakers.NONE);
    private TopNSigma topNSigma = new TopNSigma(-1);
    private TopK topK = new TopK(40);
    private Typical typical = new Typical(1, 0);
    private TopP topP = new TopP(0.95f, 0);
    private MinP minP = new MinP(0.05f, 0);
    private Xtc xtc = new Xtc(0, 0.1f, 0);
    private Temperature temperature = Temperature.of(0.8f);
    private @Nullable MirostatV2 mirostat;
    private List<ChainStage> order = List.copyOf(StageName.DEFAULT_ORDER);

    private @Nullable Watermark watermark;

    SamplingParamsBuilder() {}

    SamplingParamsBuilder(SamplingParams params) {
        seed = params.seed();
        logitBias = params.logitBias();
        penalties = params.penalties();
        dry = params.dry();
        topNSigma = params.topNSigma();
        topK = params.topK();
        typical = params.typical();
        topP = params.topP();
        minP = params.minP();
        xtc = params.xtc();
        temperature = params.temperature();
        mirostat = params.mirostat();
        order = params.order();
        watermark = params.watermark();
    }

    /** Sets the seed; without one, a random one is taken. */
    public SamplingParamsBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Sets the logit bias: token id → what is added to its logit. */
    public SamplingParamsBuilder logitBias(Map<Integer, Float> biases) {
        logitBias = new LogitBias(biases);
        return this;
    }

    /** Sets {@link Penalties#lastTokens}. */
    public SamplingParamsBuilder repeatLastN(int lastTokens) {
        penalties = new Penalties(lastTokens, penalties.repeat(), penalties.frequency(), penalties.presence());
        return this;
    }

    /** Sets {@link Penalties#repeat}. */
    public SamplingParamsBuilder repeatPenalty(float repeat) {
        penalties = new Penalties(penalties.lastTokens(), repeat, penalties.frequency(), penalties.presence());
        return this;
    }

    /** Sets {@link Penalties#frequency}. */
    public SamplingParamsBuilder frequencyPenalty(float frequency) {
        penalties = new Penalties(penalties.lastTokens(), penalties.repeat(), frequency, penalties.presence());
        return this;
    }

    /** Sets {@link Penalties#presence}. */
    public SamplingParamsBuilder presencePenalty(float presence) {
        penalties = new Penalties(penalties.lastTokens(), penalties.repeat(), penalties.frequency(), presence);
        return this;
    }

    /** Sets {@link Dry#multiplier}. */
    public SamplingParamsBuilder dryMultiplier(float multiplier) {
        dry = new Dry(multiplier, dry.base(), dry.allowedLength(), dry.lastTokens(), dry.breakers());
        return this;
    }

    /** Sets {@link Dry#base}. */
    public SamplingParamsBuilder dryBase(float base) {
        dry = new Dry(dry.multiplier(), base, dry.allowedLength(), dry.lastTokens(), dry.breakers());
        return this;
    }

    /** Sets {@link Dry#allowedLength}. */
    public SamplingParamsBuilder dryAllowedLength(int length) {
        dry = new Dry(dry.multiplier(), dry.base(), length, dry.lastTokens(), dry.breakers());
        return this;
    }

    /** Sets {@link Dry#lastTokens}. */
    public SamplingParamsBuilder dryPenaltyLastN(int lastTokens) {
        dry = new Dry(dry.multiplier(), dry.base(), dry.allowedLength(), lastTokens, dry.breakers());
        return this;
    }

    /** Sets {@link Dry#breakers}; none by default, since they take a tokenizer to make. */
    public SamplingParamsBuilder dryBreakers(SequenceBreakers breakers) {
        dry = new Dry(dry.multiplier(), dry.base(), dry.allowedLength(), dry.lastTokens(), breakers);
        return this;
    }

    /** Sets {@link TopNSigma#n}. */
    public SamplingParamsBuilder topNSigma(float n) {
        topNSigma = new TopNSigma(n);
        return this;
    }

    /** Sets {@link TopK#k}. */
    public SamplingParamsBuilder topK(int k) {
        topK = new TopK(k);
        return this;
    }

    /** Sets {@link Typical#p}. */
    public SamplingParamsBuilder typicalP(float p) {
        typical = new Typical(p, typical.minKeep());
        return this;
    }

    /** Sets {@link TopP#p}. */
    public SamplingParamsBuilder topP(float p) {
        topP = new TopP(p, topP.minKeep());
        return this;
    }

    /** Sets {@link MinP#p}. */
    public SamplingParamsBuilder minP(float p) {
        minP = new MinP(p, minP.minKeep());
        return this;
    }

    /** Sets {@link Xtc#probability}. */
    public SamplingParamsBuilder xtcProbability(float probability) {
        xtc = new Xtc(probability, xtc.threshold(), xtc.minKeep());
        return this;
    }

    /** Sets {@link Xtc#threshold}. */
    public SamplingParamsBuilder xtcThreshold(float threshold) {
        xtc = new Xtc(xtc.probability(), threshold, xtc.minKeep());
        return this;
    }

    /** Sets the fewest candidates that typical, top-p, min-p and XTC keep. */
    public SamplingParamsBuilder minKeep(int minKeep) {
        typical = new Typical(typical.p(), minKeep);
        topP = new TopP(topP.p(), minKeep);
        minP = new MinP(minP.p(), minKeep);
        xtc = new Xtc(xtc.probability(), xtc.threshold(), minKeep);
        return this;
    }

    /** Sets {@link Temperature#value}. */
    public SamplingParamsBuilder temperature(float value) {
        temperature = new Temperature(value, temperature.range(), temperature.exponent());
        return this;
    }

    /** Sets {@link Temperature#range} and {@link Temperature#exponent}. */
    public SamplingParamsBuilder dynamicTemperature(float range, float exponent) {
        temperature = new Temperature(temperature.value(), range, exponent);
        return this;
    }

    /** Sets Mirostat 2.0 with a target surprise in bits (llama.cpp: 5) and a learning rate (llama.cpp: 0.1). */
    public SamplingParamsBuilder mirostat(float tau, float eta) {
        mirostat = new MirostatV2(tau, eta);
        return this;
    }

    /** Takes Mirostat away. */
    public SamplingParamsBuilder withoutMirostat() {
        mirostat = null;
        return this;
    }

    /** Adds a stage of another kind before all others; {@link #order} puts it elsewhere. */
    public SamplingParamsBuilder stage(String name, SamplingStage stage) {
        order = Stream.concat(Stream.of(new CustomStage(name, stage)), order.stream())
                .toList();
        return this;
    }

    /** Sets the stages that apply, in their order. */
    public SamplingParamsBuilder order(List<? extends ChainStage> stages) {
        order = List.copyOf(stages);
        return this;
    }

    /** Sets the watermark; null for none. {@code org.menura.generate.watermark} has some. */
    public SamplingParamsBuilder watermark(@Nullable Watermark mark) {
        watermark = mark;
        return this;
    }

    /** Builds the parameters. */
    public SamplingParams build() {
        return new SamplingParams(
                seed != null ? seed : new SplittableRandom().nextLong(),
                logitBias,
                penalties,
                dry,
                topNSigma,
                topK,
                typical,
                topP,
                minP,
                xtc,
                temperature,
                mirostat,
                order,
                watermark);
    }
}
