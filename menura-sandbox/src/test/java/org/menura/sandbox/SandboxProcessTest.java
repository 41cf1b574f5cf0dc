package org.menura.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that live until they are told to end. */
class SandboxProcessTest {
    private static Sandbox sandbox;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(Tools.linux(), "no sandbox but on Linux");
        sandbox = Sandbox.openAllowingWeaker();
    }

    private static SandboxProcess sh(String program) throws Exception {
        return sandbox.start(SandboxCommand.of("/bin/sh", "-c", program).limits(Limits.lasting()));
    }

    private static void say(SandboxProcess process, String line) throws Exception {
        process.input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.input().flush();
    }

    @Test
    void isSpokenToAndEndsWhenItsInputDoes() throws Exception {
        SandboxProcess server = sh("while read -r line; do echo \"heard $line\"; done; exit 3");
        try (server) {
            BufferedReader out = new BufferedReader(new InputStreamReader(server.output(), StandardCharsets.UTF_8));
            say(server, "one");
            assertEquals("heard one", out.readLine());
            say(server, "two");
            assertEquals("heard two", out.readLine());
            assertTrue(server.isAlive());
        }
        assertEquals(3, server.onExit().get(5, TimeUnit.SECONDS));
        assertNull(server.exceeded());
    }

    @Test
    @Tag("slow")
    void oneThatIgnoresEverythingEndsWithinFiveSeconds() throws Exception {
        SandboxProcess server = sh("trap '' TERM INT HUP; echo ready; while :; do sleep 0.1; done");
        assertEquals('r', server.output().read());
        long start = System.nanoTime();
        server.close();
        assertFalse(server.isAlive());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }

    @Test
    void oneThatLivesTooLongIsKilledAndSaysWhy() throws Exception {
        try (SandboxProcess server = sandbox.start(SandboxCommand.of("/bin/sh", "-c", "echo why >&2; sleep 60")
                .limits(Limits.lasting().within(Duration.ofMillis(300)).withCpu(Duration.ofSeconds(10))))) {
            int _ = server.onExit().get(10, TimeUnit.SECONDS);
            assertEquals(Ended.WALL_TIME, server.exceeded());
            assertEquals("why\n", server.errors());
        }
    }

    @Test
    void anUnconfinedOneHasTheMachinesVariablesAndItsOwn() throws Exception {
        try (SandboxProcess program = SandboxProcess.startUnconfined(
                List.of("/bin/sh", "-c", "echo \"$NAME\""), Map.of("NAME", "value"), Limits.lasting())) {
            assertEquals("value\n", new String(program.output().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
