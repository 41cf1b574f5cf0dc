package org.menura.agent.act;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that agents may call as a tool. Its parameters, named by {@link Param}, give schema, grammar and decoder of the
 * arguments; a parameter of type {@link ToolContext} gets the call's context. What it returns is told to the model: a {@link
 * ToolResult} and a {@code String} as they are, anything else as JSON.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ToolMethod {
    /** Describes the tool to the model. */
    String value();

    /** Says what a call does to the world. */
    Effect effect();

    /** Names the tool; the method's name unless given. */
    String name() default "";

    /** Says where its answers come from. */
    Origin origin() default Origin.TOOL;
}
