/** Models as beans of Spring Boot, by {@code spring.ai.menura} properties. */
@NullMarked
package org.menura.boot;

import org.jspecify.annotations.NullMarked;
