package org.menura.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code spring.ai.menura}.
 *
 * @param model folder or GGUF file of the language model, for the chat model; none for no chat model
 * @param threads to compute with; one per processor core otherwise
 * @param context most tokens of a conversation; the model's own length otherwise
 * @param parallel most answers that are generated at a time; 16 otherwise
 * @param adapters folders of PEFT adapters by the names that requests choose them with
 * @param chat options of requests that say nothing else
 * @param embedding the embedding model
 * @param transcription the transcription model
 * @param image the image model
 */
@ConfigurationProperties("spring.ai.menura")
public record MenuraProperties(
        @Nullable Path model,
        @Nullable Integer threads,
        @Nullable Integer context,
        @Nullable Integer parallel,
        @DefaultValue Map<String, Path> adapters,
        @DefaultValue Chat chat,
        @DefaultValue Embedding embedding,
        @DefaultValue Transcription transcription,
        @DefaultValue Image image) {
    /**
     * The options of the chat model.
     *
     * @param temperature of sampling
     * @param topP share of probability that tokens are drawn from
     * @param topK number of tokens that are drawn from
     * @param minP least probability of a token, relative to that of the likeliest
     * @param repeatPenalty penalty on tokens that were said already
     * @param frequencyPenalty penalty for each time that a token was said
     * @param presencePenalty penalty on tokens that were said at all
     * @param maxTokens most tokens of an answer
     * @param stopSequences texts that end an answer
     * @param seed of the random numbers
     * @param thinking whether the model reasons before it answers, where its template lets one choose
     */
    public record Chat(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer topK,
            @Nullable Double minP,
            @Nullable Double repeatPenalty,
            @Nullable Double frequencyPenalty,
            @Nullable Double presencePenalty,
            @Nullable Integer maxTokens,
            @Nullable List<String> stopSequences,
            @Nullable Long seed,
            @Nullable Boolean thinking) {}

    /**
     * The embedding model.
     *
     * @param model folder of the model; none for no embedding model
     */
    public record Embedding(@Nullable Path model) {}

    /**
     * The transcription model.
     *
     * @param model folder of a Whisper model; none for no transcription model
     * @param voiceDetector folder or file of Silero VAD's weights, which finds the pauses to cut at
     */
    public record Transcription(
            @Nullable Path model, @Nullable Path voiceDetector) {}

    /**
     * The image model.
     *
     * @param model folder of a diffusion pipeline, or of a language model that draws; none for no image model
     * @param steps number of denoising steps
     * @param seed of the first image
     */
    public record Image(
            @Nullable Path model,
            @Nullable Integer steps,
            @Nullable Long seed) {}
}
