package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RwkvVocabularyFileTest {
    @Test
    void aWrittenVocabularyReadsTheSame() {
        byte[][] tokens = new byte[300][];
        tokens[0] = new byte[0];
        for (int id = 1; id < tokens.length; id++) {
            byte low = (byte) (id - 1);
            tokens[id] = id <= 256 ? new byte[] {low} : new byte[] {'\'', low, ' ', '\\', low};
        }
        tokens[290] = new byte[0];
        byte[][] read = RwkvVocabulary.read(RwkvVocabulary.write(tokens), "vocabulary");
        assertArrayEquals(tokens, read);
    }

    @Test
    void aGgufVocabularyBecomesAFile() {
        byte[][] tokens = new byte[257][];
        tokens[0] = new byte[0];
        for (int id = 1; id <= 256; id++) {
            tokens[id] = new byte[] {(byte) (id - 1)};
        }
        Map<String, Object> metadata = GgufVocabularyWriter.rwkv(tokens, 260);
        Map<String, String> files = Tokenizers.filesFromGguf(metadata);
        assertEquals(Set.of("rwkv_vocab.txt"), files.keySet());
        assertArrayEquals(tokens, RwkvVocabulary.read(files.get("rwkv_vocab.txt"), "vocabulary"));
    }
}
