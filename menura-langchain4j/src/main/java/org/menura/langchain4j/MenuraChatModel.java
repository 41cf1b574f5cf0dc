package org.menura.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/**
 * A chat model in this process:
 *
 * <pre>{@code
 * LanguageModel model = Menura.load(Path.of("Qwen3-0.6B-Q8_0.gguf"));
 * ChatModel chat = MenuraChatModel.builder().model(model).temperature(0.7).build();
 * String answer = chat.chat("What is the capital of Germany?");
 * }</pre>
 *
 * <p>Answers keep to tools, {@code ToolChoice} and response formats whatever the model's weights say, as its sampling is
 * constrained to them. Thread-safe: requests of many threads share passes.
 */
public final class MenuraChatModel implements ChatModel {
    private final ChatSettings settings;

    private MenuraChatModel(ChatSettings settings) {
        this.settings = settings;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return Responses.of(
                Requests.mapped(() -> settings.model().answer(settings.translated(request))), settings.name(request));
    }

    @Override
    public MenuraChatRequestParameters defaultRequestParameters() {
        return settings.parameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return settings.listeners();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return ChatSettings.CAPABILITIES;
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of a chat model, which needs a model. */
    public static final class Builder extends ChatModelBuilder<Builder> {
        private Builder() {}

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Creates the chat model.
         *
         * @throws IllegalArgumentException if no model was set
         */
        public MenuraChatModel build() {
            return new MenuraChatModel(settings());
        }
    }
}
