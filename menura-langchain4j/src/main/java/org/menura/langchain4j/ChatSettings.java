package org.menura.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import java.util.Set;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.Modality;
import org.menura.generate.AnswerRequest;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.model.multimodal.MultimodalModel;

/**
 * What both kinds of chat models are made of.
 *
 * @param name of the model without adapters
 * @param parameters of requests that say nothing else
 */
record ChatSettings(
        LanguageModel model, String name, MenuraChatRequestParameters parameters, List<ChatModelListener> listeners) {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

    /**
     * Translates a request.
     *
     * @throws UnsupportedFeatureException if it holds what no such model takes in, or this one does not
     */
    AnswerRequest translated(ChatRequest request) {
        AnswerRequest translated = Requests.of(request, name, model);
        MultimodalModel senses = model.loaded() instanceof LoadedModel.Decoder d ? d.senses() : null;
        for (Message message : translated.messages()) {
            for (Content content : message.media()) {
                Modality modality = content.modality();
                if (senses == null || senses.senses().stream().noneMatch(s -> s.modality() == modality)) {
                    throw new UnsupportedFeatureException(
                            "%s input is not supported by the model %s".formatted(modality.key(), name));
                }
            }
        }
        return translated;
    }

    String name(ChatRequest request) {
        String asked = request.parameters().modelName();
        return asked == null ? name : asked;
    }
}
