package org.menura.agent.act;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a parameter of a {@link ToolMethod}, or describes a component of a record of arguments, to the model. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Param {
    /** Names the parameter. Of a component of a record it is ignored, as that has a name. */
    String value() default "";

    /** Describes it. */
    String description() default "";
}
