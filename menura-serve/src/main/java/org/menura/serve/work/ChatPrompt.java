package org.menura.serve.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.session.Prompt;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;

/**
 * The prompt of a conversation: what the chat template makes of it.
 *
 * @param text the rendered text, without marks
 * @param ids its tokens, with {@link ChatRenderer#place} for each picture and sound
 * @param media the pictures and sounds
 * @param generationPrompt what introduces the answer, at the end of the text
 */
public record ChatPrompt(
        LoadedModel.Decoder bundle, String text, int[] ids, List<Content> media, String generationPrompt) {
    /** Copies the list. */
    public ChatPrompt {
        media = List.copyOf(media);
    }

    /**
     * Renders a conversation.
     *
     * @throws HttpError if the model has no chat template, or no sense for a picture or sound
     */
    public static ChatPrompt of(Lease lease, ChatFields.Conversation asked) {
        LoadedModel loaded = TextRun.language(lease).loaded();
        if (!(loaded instanceof LoadedModel.Decoder d)) {
            throw new IllegalStateException("a model that writes is a decoder");
        }
        LoadedModel.Decoder bundle = asked.template() == null ? d : withTemplate(d, asked.template());
        if (!bundle.text().hasChatTemplate()) {
            throw HttpError.invalid(
                    "model",
                    "no_chat_template",
                    "the model '%s' comes without a chat template; use /v1/completions, or give one as 'chat_template'"
                            .formatted(lease.name()));
        }
        checkSenses(lease, bundle, asked.messages());
        ChatRenderer chat = renderer(bundle.chat(), asked);
        List<Content> media = chat.media(asked.messages());
        String rendered = chat.render(asked.messages(), asked.introduce()).text();
        String introduction = "";
        if (asked.introduce()) {
            String without = chat.render(asked.messages(), false).text();
            introduction = rendered.startsWith(without) ? rendered.substring(without.length()) : "";
        }
        if (asked.continueFinal()) {
            rendered = opened(rendered, chat.content(asked.messages().getLast()));
        }
        int[] ids = media.isEmpty() ? chat.ids(rendered) : chat.placedIds(rendered);
        return new ChatPrompt(bundle, bare(rendered), ids, media, bare(introduction));
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

    /** What of a rendering ends with the last message's content, without what closes its turn. */
    private static String opened(String rendered, String content) {
        String wanted = content.strip();
        int at = rendered.lastIndexOf(wanted);
        if (wanted.isEmpty() || at < 0) {
            throw HttpError.invalid(
                    "continue_final_message",
                    "the chat template changes the last message, so that it can't be continued");
        }
        int end = at + wanted.length();
        String blanks = content.substring(content.indexOf(wanted) + wanted.length());
        return rendered.startsWith(blanks, end)
                ? rendered.substring(0, end + blanks.length())
                : rendered.substring(0, end);
    }

    /** A rendering without the marks around what must stay text. */
    private static String bare(String rendered) {
        StringBuilder out = new StringBuilder(rendered.length());
        rendered.chars().filter(c -> c != '\uFDD0' && c != '\uFDD1').forEach(c -> out.append((char) c));
        return out.toString();
    }

    /** Returns the prompt of a conversation of texts. */
    public Prompt prompt() {
        if (!media.isEmpty()) {
            throw HttpError.invalid("messages", "pictures and sounds have no tokens of their own");
        }
        return Prompt.of(ids);
    }

    /** Returns the prompt; the encoders see and hear pictures and sounds first. */
    public Prompt prompt(Background background, Exchange exchange) throws Exception {
        return media.isEmpty()
                ? Prompt.of(ids)
                : background.run(exchange, () -> new MultimodalProcessor(bundle).prompt(ids, new ArrayList<>(media)));
    }
}
