package org.menura.serve.work;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.RenderedChat;
import org.menura.generate.session.Prompt;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;

/**
 * The prompt of a conversation: what the chat template makes of it.
 *
 * @param bundle the model, with the request's chat template if it has one
 */
public record ChatPrompt(LoadedModel.Decoder bundle, RenderedChat rendered) {
    /**
     * Renders a conversation.
     *
     * @throws HttpError if the model has no chat template, or no sense for a picture or sound
     */
    public static ChatPrompt of(Lease lease, ChatFields.Conversation asked) {
        LanguageModel model = TextRun.language(lease);
        if (!(model.loaded() instanceof LoadedModel.Decoder d)) {
            throw new IllegalStateException("a model that writes is a decoder");
        }
        AdapterSelection adapters = lease.adapters();
        LoadedModel.Decoder adapted = adapters == null ? d : d.withModel(model.view(adapters));
        LoadedModel.Decoder bundle = asked.template() == null ? adapted : withTemplate(adapted, asked.template());
        if (!bundle.text().hasChatTemplate()) {
            throw HttpError.invalid(
                    "model",
                    "no_chat_template",
                    "the model '%s' comes without a chat template; use /v1/completions, or give one as 'chat_template'"
                            .formatted(lease.name()));
        }
        checkSenses(lease, bundle, asked.messages());
        try {
            return new ChatPrompt(
                    bundle,
                    RenderedChat.of(
                            renderer(bundle.chat(), asked),
                            asked.messages(),
                            asked.introduce(),
                            asked.continueFinal()));
        } catch (FormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw HttpError.invalid("continue_final_message", String.valueOf(e.getMessage()));
        }
    }

    private static LoadedModel.Decoder withTemplate(LoadedModel.Decoder decoder, String template) {
        LoadedModel.Decoder out = decoder.withChatTemplate(template);
        try {
            ChatRenderer _ = out.chat();
            return out;
        } catch (FormatException e) {
            throw HttpError.invalid("chat_template", String.valueOf(e.getMessage()));
        }
    }

    private static ChatRenderer renderer(ChatRenderer chat, ChatFields.Conversation asked) {
        ChatRenderer with = chat;
        Map<String, @Nullable Object> variables = asked.variables();
        if (!variables.isEmpty()) {
            with = with.with(variables);
        }
        if (!asked.tools().isEmpty()) {
            with = with.withTools(asked.tools());
        }
        return asked.documents().isEmpty() ? with : with.withDocuments(asked.documents());
    }

    private static void checkSenses(Lease lease, LoadedModel.Decoder bundle, List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            for (Content content : bundle.chat().media(List.of(messages.get(i)))) {
                Modality modality = content.modality();
                boolean has = bundle.senses() != null
                        && bundle.senses().placeholders().containsKey(modality);
                if (!has) {
                    throw HttpError.invalid(
                            "messages[%d].content".formatted(i),
                            "unsupported_modality",
                            "the model '%s' takes in %s, no %s"
                                    .formatted(
                                            lease.name(),
                                            lease.card().inputs().stream().collect(Collectors.joining(" and ")),
                                            modality.key()));
                }
            }
        }
    }

    /** Returns the rendered text, without marks. */
    public String text() {
        return rendered.text();
    }

    /** Returns its tokens, with {@link ChatRenderer#place} for each picture and sound. */
    public int[] ids() {
        return rendered.ids();
    }

    /** Returns the prompt of a conversation of texts. */
    public Prompt prompt() {
        if (!rendered.media().isEmpty()) {
            throw HttpError.invalid("messages", "pictures and sounds have no tokens of their own");
        }
        return Prompt.of(ids());
    }

    /** Returns the prompt; the encoders see and hear pictures and sounds first. */
    public Prompt prompt(Background background, Exchange exchange) throws Exception {
        return rendered.media().isEmpty() ? Prompt.of(ids()) : background.run(exchange, () -> rendered.prompt(bundle));
    }
}
