package org.menura.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.springai.MenuraChatModel;
import org.menura.springai.MenuraEmbeddingModel;
import org.menura.springai.MenuraImageModel;
import org.menura.springai.MenuraTranscriptionModel;
import org.springframework.ai.model.SpringAIModelProperties;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Names the property that makes a model, where an application does not start for want of the model. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoModelFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {
    /** A bean, the property that makes it, and the one that chooses among providers. */
    private record Made(Class<?> bean, String property, String chooser) {}

    private static final List<Made> ALL = List.of(
            new Made(MenuraChatModel.class, "spring.ai.menura.model", SpringAIModelProperties.CHAT_MODEL),
            new Made(LanguageModel.class, "spring.ai.menura.model", SpringAIModelProperties.CHAT_MODEL),
            new Made(
                    MenuraEmbeddingModel.class,
                    "spring.ai.menura.embedding.model",
                    SpringAIModelProperties.EMBEDDING_MODEL),
            new Made(
                    MenuraTranscriptionModel.class,
                    "spring.ai.menura.transcription.model",
                    SpringAIModelProperties.AUDIO_TRANSCRIPTION_MODEL),
            new Made(MenuraImageModel.class, "spring.ai.menura.image.model", SpringAIModelProperties.IMAGE_MODEL));

    private final Environment environment;

    NoModelFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        ResolvableType asked = cause.getResolvableType();
        Class<?> type = asked == null ? null : asked.resolve();
        if (type == null || cause instanceof NoUniqueBeanDefinitionException) {
            return null;
        }
        return ALL.stream()
                .filter(m -> type.isAssignableFrom(m.bean) && !environment.containsProperty(m.property))
                .filter(m -> "menura".equals(environment.getProperty(m.chooser, "menura")))
                .findFirst()
                .map(m -> new FailureAnalysis(
                        "There is no %s, as %s is not set.".formatted(type.getSimpleName(), m.property),
                        "Set %s to a model's folder or file.".formatted(m.property),
                        cause))
                .orElse(null);
    }
}
