package org.menura.world.suite;

import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;

/**
 * What a world asks an agent.
 *
 * @param prompt the conversation so far
 * @param ask the answers that are possible
 */
public record Question(Prompt prompt, Ask ask) {}
