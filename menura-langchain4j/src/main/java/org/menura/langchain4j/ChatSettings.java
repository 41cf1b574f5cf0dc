package org.menura.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import java.util.Set;
import org.menura.generate.LanguageModel;
import org.menura.generate.AnswerRequest;

/**
 * What both kinds of chat models are made of.
 *
 * @param name of the model without adapters
 * @param parameters of requests that say nothing else
 */
record ChatSettings(
        LanguageModel model, String name, MenuraChatRequestParameters parameters, List<ChatModelListener> listeners) {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

    AnswerRequest translated(ChatRequest request) {
        return Requests.of(request, name, model.adapterNames());
    }

    String name(ChatRequest request) {
        String asked = request.parameters().modelName();
        return asked == null ? name : asked;
    }
}
