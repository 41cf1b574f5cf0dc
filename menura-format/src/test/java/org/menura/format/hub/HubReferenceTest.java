package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubReferenceTest {
    @Test
    void aModelAndAFile() {
        HubReference model = HubReference.parse("TheBloke/Mixtral-8x7B-v0.1-GGUF:*Q4_K_M.gguf");
        assertEquals("TheBloke/Mixtral-8x7B-v0.1-GGUF", model.repository());
        assertEquals("*Q4_K_M.gguf", model.file());
        assertEquals("TheBloke/Mixtral-8x7B-v0.1-GGUF:*Q4_K_M.gguf", model.toString());
        assertNull(HubReference.parse("a/b").file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gpt2", "a/", "/b", "a/b/c", "a/b:", "../b", "a/..", "a b/c", "a/b:c\nd", "C:\\a\\b", "./a"})
    void otherTextIsRefused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> HubReference.parse(text));
        assertTrue(e.getMessage().contains("org/name"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example", "huggingface.co", "https:///x", "https://a.example/?q=1"})
    void otherAddressesAreRefused(String address) {
        assertThrows(IllegalArgumentException.class, () -> new HubClient(URI.create(address), null));
    }

    @Test
    void aTokenWithALineEndIsRefusedWithoutShowingIt() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new HubClient(HubClient.HUGGING_FACE, "hf_secret\r\nX: y"));
        assertTrue(!e.getMessage().contains("hf_secret"), e.getMessage());
    }
}
