package org.menura.generate.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.Tokenizer;

/**
 * The chat templates of a model: that of all conversations, and that of those with tools to call.
 *
 * @param folder that has them; null for none
 * @param gguf the file that has them; null for none
 * @param given takes the place of all; null for those of the files
 */
record ModelTemplates(
        @Nullable HfFolder folder,
        @Nullable GgufFile gguf,
        @Nullable String given) {
    private static final String GGUF_TEMPLATE = "tokenizer.chat_template";
    private static final String USUAL = "default";
    private static final String TOOL_USE = "tool_use";

    /** Returns the source of the template; null if there is none. */
    @Nullable
    String usual() {
        if (given != null) {
            return given;
        }
        return folder == null ? named(USUAL) : folder.chatTemplate();
    }

    /** Returns the source of the template of conversations with tools to call; null if there is none of their own. */
    @Nullable
    String forTools() {
        return given == null ? named(TOOL_USE) : null;
    }

    private @Nullable String named(String name) {
        if (folder != null) {
            return folder.chatTemplates().get(name);
        }
        String key = name.equals(USUAL) ? GGUF_TEMPLATE : GGUF_TEMPLATE + "." + name;
        return gguf != null && gguf.hasKey(key) ? gguf.text(key) : null;
    }

    /**
     * Returns a renderer of them; null if there is none.
     *
     * @throws FormatException if one is malformed
     */
    @Nullable
    ChatRenderer renderer(Tokenizer tokenizer) {
        String usual = usual();
        if (usual == null) {
            return null;
        }
        ChatRenderer renderer = new ChatRenderer(ChatTemplate.parse(usual), tokenizer).with(otherSpecials());
        String tools = forTools();
        return tools == null || tools.equals(usual) ? renderer : renderer.withToolTemplate(ChatTemplate.parse(tools));
    }

    /** Returns the special tokens that have other names than those of which the tokenizer itself knows. */
    private Map<String, String> otherSpecials() {
        Map<String, String> named = new LinkedHashMap<>(folder == null ? Map.of() : folder.specialTokens());
        List.of("bos_token", "eos_token", "pad_token", "unk_token").forEach(named::remove);
        return named;
    }
}
