package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of two texts a token is of, as transformers 5.24 tells models; folders of release 4 have what that told them. */
class TokenTypesTest {
    private static final String TOKENIZER = """
            {"model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
               "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "a": 3, "b": 4}},
             "added_tokens": [], "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
               "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
               "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]},
                 "[SEP]": {"id": "[SEP]", "ids": [2], "tokens": ["[SEP]"]}}}}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | {}",
                "1 | {\"tokenizer_class\": \"BertTokenizer\"}",
                "1 | {\"tokenizer_class\": \"ElectraTokenizerFast\"}",
                "1 | {\"tokenizer_class\": \"PreTrainedTokenizerFast\"}",
                "0 | {\"tokenizer_class\": \"TokenizersBackend\"}",
                "0 | {\"tokenizer_class\": \"DistilBertTokenizerFast\"}",
                "1 | {\"tokenizer_class\": \"TokenizersBackend\","
                        + " \"model_input_names\": [\"input_ids\", \"token_type_ids\"]}",
                "0 | {\"tokenizer_class\": \"BertTokenizer\", \"model_input_names\": [\"input_ids\", \"attention_mask\"]}"
            })
    void areGivenAsTheConfigurationSays(int second, String config) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        Files.writeString(folder.resolve("tokenizer_config.json"), config);
        EncodedPair pair = Tokenizers.fromFolder(folder).encodePair("a b", "b", true);
        assertArrayEquals(new int[] {1, 3, 4, 2, 4}, pair.ids());
        assertArrayEquals(new int[] {0, 0, 0, 0, second}, pair.typeIds());
    }
}
