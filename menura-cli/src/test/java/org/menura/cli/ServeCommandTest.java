package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
    private static final String STORIES =
            Cli.repository().resolve("models/stories260K").toString();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 99999                    | --port must be 0 to 65535, not 99999",
                "--parallel 0                    | --parallel must be at least 1, not 0",
                "--queue -1                      | --queue must be at least 0, not -1",
                "--max-body huge                 | --max-body wants a size such as 64MiB, not huge",
                "--max-image 0                   | --max-image wants a size below 2 GiB such as 64MiB, not 0",
                "--state-bytes 1MiB --cache-bytes 2MiB | --cache-bytes is a part of --state-bytes",
                "--ttl -3                        | --ttl must be at least 0 seconds, not -3",
                "--requests 0                    | a server must take at least one request at a time, not 0",
                "--lora adapter                  | --lora wants NAME=DIR, not adapter",
                "--ping 0                        | --ping must be at least 1",
                "--ctx-size -1                   | --ctx-size must be at least 1",
                "--chat-template no-such-file    | no-such-file",
                "--prot 80                       | Unknown option",
            })
    void wrongOptionsAreAnsweredInASentence(String options, String expected) {
        String[] words = ("serve " + STORIES + " " + options).split(" ");
        Cli.Result result = Cli.run(words);
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(expected), result.err());
    }

    @Test
    void modelsNeedNamesOfTheirOwn() {
        Cli.Result result = Cli.run("serve", STORIES, "--model", STORIES);
        assertEquals(2, result.code());
        assertTrue(result.err().contains("two models are called stories260K"), result.err());
    }

    @Test
    void anAddressThatIsTakenIsAnErrorInASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = Cli.run("serve", STORIES, "--port", String.valueOf(taken.getLocalPort()));
            assertEquals(1, result.code(), result.err());
            assertTrue(result.err().contains("another program has it"), result.err());
        }
    }

    @Test
    void aModelThatIsMissingIsAnErrorInASentence() {
        Cli.Result result = Cli.run("serve", "--model", "x=/no/such/model", "--port", "0");
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains("/no/such/model"), result.err());
    }
}
