package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the sampling chain: the stages' parameters and their order. The defaults are llama.cpp's.
 *
 * <p>The logit bias comes first, then the stages in order, then a draw; at temperature 0 the most likely of the
 * remaining candidates instead of the draw. Mirostat takes the place of all stages but bias and temperature.
 *
 * @param seed seed of all random choices
 * @param logitBias added before all stages
 * @param mirostat ends the chain instead of a draw; null for none
 * @param order which stages apply, and when; a stage that is not in it does not apply
 */
public record SamplingParams(
        long seed,
        LogitBias logitBias,
        Penalties penalties,
        Dry dry,
        TopNSigma topNSigma,
        TopK topK,
        Typical typical,
        TopP topP,
        MinP minP,
        Xtc xtc,
        Temperature temperature,
        @Nullable MirostatV2 mirostat,
        List<ChainStage> order) {
    /** Checks the order. */
    public SamplingParams {
        order = StageName.once(order);
    }

    /** Returns llama.cpp's defaults with a random seed. */
    public static SamplingParams defaults() {
        return builder().build();
    }

    /** Returns parameters of greedy decoding: the most likely token each time, without penalties. */
    public static SamplingParams greedy() {
        return builder().seed(0).temperature(0).build();
    }

    /** Returns a builder that starts from llama.cpp's defaults. */
    public static SamplingParamsBuilder builder() {
        return new SamplingParamsBuilder();
    }

    /** Returns a builder that starts from these parameters. */
    public SamplingParamsBuilder toBuilder() {
        return new SamplingParamsBuilder(this);
    }

    /** Returns the stages of the chain, in order. */
    List<SamplingStage> stages() {
        List<SamplingStage> stages = new ArrayList<>();
        stages.add(logitBias);
        if (mirostat != null) {
            stages.add(temperature);
        } else {
            order.forEach(
                    stage -> stages.add(stage instanceof CustomStage other ? other.stage() : own((StageName) stage)));
        }
        return List.copyOf(stages);
    }

    private SamplingStage own(StageName name) {
        return switch (name) {
            case PENALTIES -> penalties;
            case DRY -> dry;
            case TOP_N_SIGMA -> topNSigma;
            case TOP_K -> topK;
            case TYPICAL -> typical;
            case TOP_P -> topP;
            case MIN_P -> minP;
            case XTC -> xtc;
            case TEMPERATURE -> temperature;
        };
    }

    /** Returns the selector at the end of the chain. */
    TokenSelector selector() {
        if (mirostat != null) {
            return mirostat;
        }
        return temperature.isGreedy() && order.contains(StageName.TEMPERATURE) ? new Greedy() : new Draw();
    }
}
