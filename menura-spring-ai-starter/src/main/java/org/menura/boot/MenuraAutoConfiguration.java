package org.menura.boot;

import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.Painter;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.batch.Batch;
import org.menura.model.adapter.AdapterSelection;
import org.menura.springai.MenuraChatModel;
import org.menura.springai.MenuraChatOptions;
import org.menura.springai.MenuraEmbeddingModel;
import org.menura.springai.MenuraImageModel;
import org.menura.springai.MenuraImageOptions;
import org.menura.springai.MenuraTranscriptionModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.model.SpringAIModelProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Makes beans of the models that {@code spring.ai.menura} names: a {@link LanguageModel} and a {@link MenuraChatModel}, a
 * {@link MenuraEmbeddingModel}, a {@link MenuraTranscriptionModel}, a {@link MenuraImageModel}. Where several providers are on
 * the class path, {@code spring.ai.model.chat=menura} and its like choose.
 */
@AutoConfiguration(beforeName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration")
@EnableConfigurationProperties(MenuraProperties.class)
public class MenuraAutoConfiguration {
    private static final String PREFIX = "spring.ai.menura";
    private static final String PROVIDER = "menura";

    /** Creates the configuration. */
    public MenuraAutoConfiguration() {}

    /** Loads the language model, which is closed with the context. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = PREFIX, name = "model")
    @ConditionalOnProperty(name = SpringAIModelProperties.CHAT_MODEL, havingValue = PROVIDER, matchIfMissing = true)
    LanguageModel menuraLanguageModel(MenuraProperties properties) {
        LoadOptions options = options(properties);
        for (Map.Entry<String, Path> adapter : properties.adapters().entrySet()) {
            options = options.withAdapter(adapter.getKey(), adapter.getValue());
        }
        options = properties.adapters().isEmpty() ? options : options.withUse(AdapterSelection.NONE);
        LoadOptions all = options;
        return PropertyException.use(PREFIX + ".model", properties.model(), path -> Menura.load(path, all));
    }

    /** Creates the chat model. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = PREFIX, name = "model")
    @ConditionalOnProperty(name = SpringAIModelProperties.CHAT_MODEL, havingValue = PROVIDER, matchIfMissing = true)
    MenuraChatModel menuraChatModel(
            LanguageModel model,
            MenuraProperties properties,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<ChatModelObservationConvention> convention) {
        MenuraChatModel.Builder builder = MenuraChatModel.builder()
                .model(model)
                .options(chat(properties.chat()))
                .observationRegistry(observations.getIfUnique(() -> ObservationRegistry.NOOP));
        convention.ifAvailable(builder::observationConvention);
        return builder.build();
    }

    /** Loads the embedding model. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = PREFIX, name = "embedding.model")
    @ConditionalOnProperty(
            name = SpringAIModelProperties.EMBEDDING_MODEL,
            havingValue = PROVIDER,
            matchIfMissing = true)
    MenuraEmbeddingModel menuraEmbeddingModel(MenuraProperties properties) {
        LoadOptions options = options(properties);
        return PropertyException.use(
                PREFIX + ".embedding.model",
                properties.embedding().model(),
                path -> MenuraEmbeddingModel.of(Menura.load(path, options)));
    }

    /** Loads the transcription model. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = PREFIX, name = "transcription.model")
    @ConditionalOnProperty(
            name = SpringAIModelProperties.AUDIO_TRANSCRIPTION_MODEL,
            havingValue = PROVIDER,
            matchIfMissing = true)
    MenuraTranscriptionModel menuraTranscriptionModel(MenuraProperties properties) {
        MenuraProperties.Transcription transcription = properties.transcription();
        LoadOptions options = options(properties);
        return PropertyException.use(
                PREFIX + ".transcription.model",
                transcription.model(),
                path -> new MenuraTranscriptionModel(
                        SpeechRecognizer.open(path, transcription.voiceDetector(), options)));
    }

    /** Loads the image model. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = PREFIX, name = "image.model")
    @ConditionalOnProperty(name = SpringAIModelProperties.IMAGE_MODEL, havingValue = PROVIDER, matchIfMissing = true)
    MenuraImageModel menuraImageModel(MenuraProperties properties) {
        MenuraProperties.Image image = properties.image();
        MenuraImageOptions options = MenuraImageOptions.DEFAULT;
        options = image.steps() == null ? options : options.withSteps(image.steps());
        options = image.seed() == null ? options : options.withSeed(image.seed());
        MenuraImageOptions all = options;
        LoadOptions load = options(properties);
        return PropertyException.use(
                PREFIX + ".image.model", image.model(), path -> new MenuraImageModel(Painter.open(path, load), all));
    }

    private static LoadOptions options(MenuraProperties properties) {
        LoadOptions options = LoadOptions.defaults();
        options = with(options, "threads", properties.threads(), LoadOptions::withThreads);
        options = with(options, "context", properties.context(), LoadOptions::withContext);
        return with(options, "parallel", properties.parallel(), (o, n) -> o.withLimits(Batch.Limits.exact(n)));
    }

    private static LoadOptions with(
            LoadOptions options,
            String property,
            @Nullable Integer value,
            BiFunction<LoadOptions, Integer, LoadOptions> set) {
        return value == null
                ? options
                : PropertyException.use(PREFIX + "." + property, value, v -> set.apply(options, v));
    }

    private static MenuraChatOptions chat(MenuraProperties.Chat chat) {
        return MenuraChatOptions.builder()
                .temperature(chat.temperature())
                .topP(chat.topP())
                .topK(chat.topK())
                .minP(chat.minP())
                .repeatPenalty(chat.repeatPenalty())
                .frequencyPenalty(chat.frequencyPenalty())
                .presencePenalty(chat.presencePenalty())
                .maxTokens(chat.maxTokens())
                .stopSequences(chat.stopSequences())
                .seed(chat.seed())
                .thinking(chat.thinking())
                .build();
    }
}
