package org.menura.train.code;

import java.util.BitSet;
import org.menura.data.TokenIds;
import org.menura.tensor.Rng;
import org.menura.train.code.CodeFrame.Reading;

/**
 * Masked identifier prediction (CodeT5, arXiv 2109.00859, section 3.2; as DOBF, arXiv 2102.07492): one sentinel takes
 * the place of all occurrences of an identifier, another one that of the next; the decoder writes each sentinel and the
 * identifier, in the order in which they first occur. Where sentinels are too few, the last identifiers stay.
 */
public record MaskedIdentifiers() implements CodeObjective {
    @Override
    public boolean fits(CodeText text) {
        return text.named() && text.names().length > 0 && hasName(text.names());
    }

    private static boolean hasName(int[] names) {
        for (int name : names) {
            if (name >= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public CodeBatch example(CodeText text, CodeFrame frame, Rng random) {
        Reading reading = frame.reading(text);
        int[] read = new int[0];
        int[] written = new int[0];
        BitSet told = new BitSet();
        for (int w = 0; w < reading.words().size(); w++) {
            if (w == reading.docstring() && w > 0) {
                read = TokenIds.joined(read, new int[] {frame.end()});
            }
            int[] word = reading.words().get(w);
            int name = w < reading.docstring() ? -1 : reading.names()[w - reading.docstring()];
            if (name < 0 || name >= frame.sentinels()) {
                read = TokenIds.joined(read, word);
                continue;
            }
            int[] mark = {frame.sentinel(name)};
            read = TokenIds.joined(read, mark);
            if (!told.get(name)) {
                told.set(name);
                written = TokenIds.joined(TokenIds.joined(written, mark), word);
            }
        }
        return frame.example(read, written);
    }
}
