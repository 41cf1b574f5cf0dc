package org.menura.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.chat.memory.autoconfigure.ChatMemoryAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.tool.resolution.ToolCallbackResolver;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** An application that does not start says in a sentence why, and one that does has what other providers' starters bring. */
@Tag("slow")
class FailureAnalysisTest {
    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    static class Talking {
        @Bean
        ChatClient talking(ChatClient.Builder builder) {
            return builder.build();
        }
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MenuraAutoConfiguration.class,
                        ChatClientAutoConfiguration.class,
                        ChatMemoryAutoConfiguration.class,
                        ToolCallingAutoConfiguration.class));
    }

    /** What Spring Boot prints where the application does not start. */
    private static FailureAnalysis failure(String... properties) {
        StandardEnvironment environment = new StandardEnvironment();
        TestPropertyValues.of(properties).applyTo(environment, TestPropertyValues.Type.MAP);
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(Environment.class, environment)
                                .and(BeanFactory.class, new DefaultListableBeanFactory()),
                        (_, _, _) -> {}); // those of Spring's for what is not on the class path
        List<FailureAnalysis> out = new ArrayList<>();
        runner().withPropertyValues(properties)
                .withUserConfiguration(Talking.class)
                .run(context -> {
                    Throwable failure = Objects.requireNonNull(context.getStartupFailure(), "it started");
                    analyzers.stream()
                            .map(a -> a.analyze(failure))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .ifPresent(out::add);
                });
        return out.getFirst();
    }

    @Test
    void aModelThatIsNotThereIsNamedWithItsProperty() {
        Path missing = folder.resolve("missing");
        FailureAnalysis said = failure("spring.ai.menura.model=" + missing);
        assertEquals(
                "spring.ai.menura.model = %s: there is no file or folder %s".formatted(missing, missing),
                said.getDescription());
        assertEquals("Give spring.ai.menura.model another value.", said.getAction());
    }

    @Test
    void anEmptyPropertyIsNamed() {
        assertEquals(
                "spring.ai.menura.model is empty",
                failure("spring.ai.menura.model=").getDescription());
    }

    @Test
    void aNumberOutOfRangeIsNamed() {
        assertEquals(
                "spring.ai.menura.threads = 0: threads must be at least 1, not 0",
                failure("spring.ai.menura.model=" + folder, "spring.ai.menura.threads=0")
                        .getDescription());
    }

    @Test
    void thePropertyThatWasForgottenIsNamed() {
        FailureAnalysis said = failure();
        assertEquals("There is no ChatModel, as spring.ai.menura.model is not set.", said.getDescription());
        assertEquals("Set spring.ai.menura.model to a model's folder or file.", said.getAction());
    }

    @Test
    void memoryAndToolsOfTheContextAreThere() {
        runner().run(context -> {
            assertNotNull(MessageChatMemoryAdvisor.builder(context.getBean(ChatMemory.class))
                    .build());
            assertNotNull(context.getBean(ToolCallbackResolver.class));
        });
    }
}
