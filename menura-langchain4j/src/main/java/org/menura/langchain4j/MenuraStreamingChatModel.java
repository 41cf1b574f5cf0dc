package org.menura.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;

/**
 * A chat model in this process whose answers come in pieces:
 *
 * <pre>{@code
 * StreamingChatModel chat = MenuraStreamingChatModel.builder().model(Menura.load(path)).build();
 * chat.chat("Tell me a story", onPartialResponse(System.out::print));
 * }</pre>
 *
 * <p>A handler is called on a thread of its own, so it may take its time and may ask the model again. Cancelling its {@code
 * StreamingHandle} stops the answer before its next token. Thread-safe.
 *
 * @see MenuraChatModel
 */
public final class MenuraStreamingChatModel implements StreamingChatModel {
    private final ChatSettings settings;

    private MenuraStreamingChatModel(ChatSettings settings) {
        this.settings = settings;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        StreamedChat.start(settings, request, handler);
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

    /** A builder of a streaming chat model, which needs a model. */
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
        public MenuraStreamingChatModel build() {
            return new MenuraStreamingChatModel(settings());
        }
    }
}
