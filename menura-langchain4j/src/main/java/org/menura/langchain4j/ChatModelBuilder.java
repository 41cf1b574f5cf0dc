package org.menura.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;

/**
 * A builder of chat models. What is set here counts for requests that say nothing else.
 *
 * @param <B> the type of the builder
 */
public abstract class ChatModelBuilder<B extends ChatModelBuilder<B>> {
    private @Nullable LanguageModel model;
    private @Nullable String name;
    private final MenuraChatRequestParameters.Builder parameters = MenuraChatRequestParameters.builder();
    private @Nullable ChatRequestParameters given;
    private final List<ChatModelListener> listeners = new ArrayList<>();

    ChatModelBuilder() {}

    /** Returns this builder. */
    protected abstract B self();

    /** Sets the model, which stays the caller's to close. */
    public B model(LanguageModel value) {
        model = value;
        return self();
    }

    /** Sets the name of the model, instead of that of its folder or file; {@code modelName} of requests chooses adapters. */
    public B name(String value) {
        name = value;
        return self();
    }

    /** Sets the temperature. */
    public B temperature(@Nullable Double value) {
        parameters.temperature(value);
        return self();
    }

    /** Sets the share of probability that tokens are drawn from. */
    public B topP(@Nullable Double value) {
        parameters.topP(value);
        return self();
    }

    /** Sets the number of tokens that are drawn from. */
    public B topK(@Nullable Integer value) {
        parameters.topK(value);
        return self();
    }

    /** Sets the seed, with which the same request has the same answer each time. */
    public B seed(@Nullable Long value) {
        parameters.seed(value);
        return self();
    }

    /** Sets the most tokens of an answer; as many as the context has room for otherwise. */
    public B maxOutputTokens(@Nullable Integer value) {
        parameters.maxOutputTokens(value);
        return self();
    }

    /** Sets texts that end an answer. */
    public B stopSequences(String... values) {
        parameters.stopSequences(values);
        return self();
    }

    /** Sets whether the model reasons before it answers; see {@link MenuraChatRequestParameters#thinking}. */
    public B thinking(@Nullable Boolean value) {
        parameters.thinking(value);
        return self();
    }

    /** Sets all parameters that {@code values} has. */
    public B defaultRequestParameters(ChatRequestParameters values) {
        given = values;
        return self();
    }

    /** Adds listeners. */
    public B listeners(List<ChatModelListener> values) {
        listeners.addAll(values);
        return self();
    }

    ChatSettings settings() {
        if (model == null) {
            throw new IllegalArgumentException("a chat model needs a model: call model(Menura.load(...))");
        }
        String known = name == null ? Requests.name(model) : name;
        MenuraChatRequestParameters all =
                MenuraChatRequestParameters.builder().modelName(known).build();
        all = given == null ? all : all.overrideWith(given);
        return new ChatSettings(model, known, all.overrideWith(parameters.build()), List.copyOf(listeners));
    }
}
