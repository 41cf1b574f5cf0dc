package org.menura.serve.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;

/** How answers of a model are read: the format that its chat template means, and what the request says of tools. */
final class Answers {
    private static final int REMEMBERED = 64;

    /** Formats by the source of their templates. */
    private static final Map<String, AnswerFormat> KNOWN = new LinkedHashMap<>();

    private Answers() {}

    /** Returns the format of a model's answers. */
    static AnswerFormat format(ModelTokenizer text) {
        String template = text.chatTemplate();
        synchronized (KNOWN) {
            AnswerFormat known = KNOWN.get(template);
            if (known != null) {
                return known;
            }
        }
        AnswerFormat found = AnswerFormats.of(template, variables(text.tokenizer()));
        synchronized (KNOWN) {
            if (KNOWN.size() >= REMEMBERED) {
                KNOWN.clear();
            }
            KNOWN.put(template, found);
        }
        return found;
    }

    private static Map<String, String> variables(Tokenizer tokenizer) {
        Map<String, String> out = new LinkedHashMap<>();
        tokenizer.bos().ifPresent(id -> out.put("bos_token", tokenizer.token(id)));
        tokenizer.eos().ifPresent(id -> out.put("eos_token", tokenizer.token(id)));
        tokenizer.pad().ifPresent(id -> out.put("pad_token", tokenizer.token(id)));
        tokenizer.unk().ifPresent(id -> out.put("unk_token", tokenizer.token(id)));
        return out;
    }

    /** Returns what a parser and a constraint are told of a request. */
    static AnswerOptions options(ChatRequest request, ChatPrompt prompt) {
        try {
            AnswerOptions options = AnswerOptions.DEFAULT
                    .withTools(
                            request.choice() instanceof ToolChoice.None
                                    ? List.of()
                                    : ToolDefinition.list(
                                            JsonOut.tree(request.conversation().tools()), "'tools'"))
                    .withGenerationPrompt(prompt.generationPrompt());
            if (!request.separateReasoning()) {
                options = options.withReasoningInText();
            }
            boolean isJson = request.options().form() instanceof Form.Schema
                    || request.options().form() instanceof Form.AnyObject;
            return isJson ? options.withJson() : options;
        } catch (FormatException e) {
            throw HttpError.invalid("tools", String.valueOf(e.getMessage()));
        }
    }
}
