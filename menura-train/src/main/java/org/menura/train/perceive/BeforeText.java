package org.menura.train.perceive;

import java.util.List;
import java.util.OptionalInt;
import org.menura.data.Message;
import org.menura.data.MessagePart;
import org.menura.data.TokenDocument;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.multimodal.ImagePlaceholders;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;

/** Prompts of models whose pictures stand before the text, which has no chat template (BLIP-2, PaliGemma). */
record BeforeText(MultimodalModel model, Tokenizer tokenizer, RowCounts counts) {
    TokenDocument prompt(List<Message> messages) {
        RowsBuilder out = prompted(messages);
        return out.build(prefix(out, messages));
    }

    /** The answer ends with the end of sequence. */
    TokenDocument answer(List<Message> prompt, List<Message> answer) {
        RowsBuilder out = prompted(prompt);
        int prefix = prefix(out, prompt);
        for (int id : tokenizer.encode(text(answer), false, false)) {
            out.token(id, true);
        }
        OptionalInt end = tokenizer.eos();
        end.ifPresent(id -> out.token(id, true));
        return out.build(prefix);
    }

    private RowsBuilder prompted(List<Message> messages) {
        RowsBuilder out = new RowsBuilder();
        for (Message message : messages) {
            for (MessagePart.Media media : message.media()) {
                InputModality sense = model.sense(media.modality());
                boolean isToken = sense.placeholder() >= 0 && sense.placeholder() < tokenizer.size();
                int rows = counts.of(media).frames().stream().mapToInt(n -> n).sum();
                out.place(media, rows, isToken ? sense.placeholder() : 0);
            }
        }
        String end = model.prompting() == ImagePlaceholders.BEFORE_LINE ? "\n" : "";
        out.tokens(tokenizer.encode(text(messages) + end, true, true));
        return out;
    }

    private int prefix(RowsBuilder prompt, List<Message> messages) {
        boolean sees = messages.stream().anyMatch(m -> !m.media().isEmpty());
        return sees && model.bidirectionalPrompt() ? prompt.length() : 0;
    }

    private static String text(List<Message> messages) {
        StringBuilder out = new StringBuilder();
        messages.forEach(m -> out.append(m.content()));
        return out.toString();
    }
}
