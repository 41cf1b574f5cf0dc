package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the sampling chain: the stages' parameters and their order. The defaults are llama.cpp's.
 *
 * <p>The logit bias comes first, then the stages in order, then a draw; at temperature 0 the most likely of the
 * remaining candidates instead of the draw. Mirostat takes the place of all stages but bias and temperature. A watermark
 * comes behind all stages, on the logits that are drawn from; at temperature 0 the stages that only drop candidates make
 * room for it, as it could not change a choice of one.
 *
 * @param seed seed of all random choices
 * @param logitBias added before all stages
 * @param mirostat ends the chain instead of a draw; null for none
 * @param order which stages apply, and when; a stage that is not in it does not apply
 * @param watermark marks the text; null for none
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
        List<ChainStage> order,
        @Nullable Watermark watermark) {
    /** Stages that leave the likeliest token the likeliest. */
    private static final Set<StageName> DROPPING = EnumSet.of(
            StageName.TOP_N_SIGMA,
            StageName.TOP_K,
            StageName.TYPICAL,
            StageName.TOP_P,
            StageName.MIN_P,
            StageName.TEMPERATURE);

    /** Checks the order, and that the watermark goes with the rest. */
    public SamplingParams {
        order = StageName.once(order);
        if (watermark != null) {
            watermark.check(isGreedy(temperature, mirostat, order), mirostat != null);
        }
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
            boolean alone = watermark != null && isGreedy(temperature, null, order);
            for (ChainStage stage : order) {
                if (stage instanceof CustomStage other) {
                    stages.add(other.stage());
                } else if (!alone || !DROPPING.contains((StageName) stage)) {
                    stages.add(own((StageName) stage));
                }
            }
        }
        if (watermark != null) {
            stages.add(watermark.stage());
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
        TokenSelector usual =
                mirostat != null ? mirostat : isGreedy(temperature, null, order) ? new Greedy() : new Draw();
        return watermark == null ? usual : watermark.selector(usual);
    }

    private static boolean isGreedy(Temperature temperature, @Nullable MirostatV2 mirostat, List<ChainStage> order) {
        return mirostat == null && temperature.isGreedy() && order.contains(StageName.TEMPERATURE);
    }
}
