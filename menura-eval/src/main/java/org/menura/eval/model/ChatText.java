package org.menura.eval.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;

/** Conversations as texts by a chat template, as transformers renders them without tokenising. */
final class ChatText {
    /** Says where the last message ends in the rendering. */
    private static final String END = "CONTINUE_FINAL_MESSAGE_TAG ";

    private ChatText() {}

    /**
     * Renders messages; without their system message if the template refuses that, as in lm-evaluation-harness.
     *
     * @param introduce whether what introduces the assistant's answer follows; otherwise the last message is left open
     * @throws FormatException if the template refuses the conversation
     */
    static String render(
            ChatTemplate template, Map<String, @Nullable Object> variables, List<Message> messages, boolean introduce) {
        try {
            return once(template, variables, messages, introduce);
        } catch (TemplateException refusal) {
            List<Message> others = messages.stream()
                    .filter(m -> !m.role().name().equals("system"))
                    .toList();
            if (others.size() == messages.size()) {
                throw new FormatException("the chat template refuses a conversation: " + refusal.getMessage(), refusal);
            }
            try {
                return once(template, variables, others, introduce);
            } catch (TemplateException again) {
                throw new FormatException("the chat template refuses a conversation: " + again.getMessage(), again);
            }
        }
    }

    private static String once(
            ChatTemplate template, Map<String, @Nullable Object> variables, List<Message> messages, boolean introduce) {
        List<Map<String, String>> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Message m = messages.get(i);
            boolean isOpen = !introduce && i == messages.size() - 1;
            turns.add(Map.of("role", m.role().name(), "content", isOpen ? m.text() + END : m.text()));
        }
        Map<String, @Nullable Object> all = new HashMap<>();
        all.put("tools", null);
        all.put("documents", null);
        all.putAll(variables);
        all.put("messages", turns);
        all.put("add_generation_prompt", introduce);
        String text = template.render(all, RenderOptions.defaults().withMutableValues())
                .text();
        if (introduce) {
            return text;
        }
        int end = text.lastIndexOf(END.strip());
        if (end < 0) {
            throw new FormatException("the chat template leaves out the last message, so it can't be gone on with");
        }
        return text.startsWith(END, end)
                ? text.substring(0, end)
                : text.substring(0, end).stripTrailing();
    }
}
