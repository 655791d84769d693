# The page's files, compressed and embedded. hls.js comes from npm, by the committed lock file; a folder with an
# hls.js that is already there can be named instead: -DRETROVUE_NODE_MODULES=DIR.
set(RETROVUE_NODE_MODULES "" CACHE PATH "folder that holds hls.js, instead of fetching it with npm")
find_program(GZIP gzip)
if(NOT GZIP)
  message(FATAL_ERROR "gzip is needed to embed the page (apt install gzip)")
endif()
set(web ${CMAKE_CURRENT_LIST_DIR}/web)
set(web_build ${CMAKE_BINARY_DIR}/web)
if(RETROVUE_NODE_MODULES)
  set(modules ${RETROVUE_NODE_MODULES})
  set(modules_stamp "")
else()
  find_program(NPM npm)
  if(NOT NPM)
    message(FATAL_ERROR "npm is needed to fetch hls.js for the page (apt install npm), "
                        "or name a folder that holds it: -DRETROVUE_NODE_MODULES=DIR")
  endif()
  set(modules ${web_build}/node_modules)
  set(modules_stamp ${web_build}/fetched)
  add_custom_command(
    OUTPUT ${modules_stamp}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${web_build}
    COMMAND ${CMAKE_COMMAND} -E copy ${web}/package.json ${web}/package-lock.json ${web_build}
    COMMAND ${NPM} ci --prefix ${web_build} --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${modules_stamp}
    DEPENDS ${web}/package.json ${web}/package-lock.json
    COMMENT "Fetching hls.js"
    VERBATIM)
endif()
file(GLOB web_files CONFIGURE_DEPENDS ${web}/*.html ${web}/*.js ${web}/*.css ${web}/*.svg)
set(web_assets ${CMAKE_BINARY_DIR}/generated/serve/web_assets.inc)
add_custom_command(
  OUTPUT ${web_assets}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${web_assets} -DFOLDER=${web_build} -DWEB=${web} -DMODULES=${modules} -DGZIP=${GZIP}
          -P ${CMAKE_CURRENT_LIST_DIR}/embed_web.cmake
  DEPENDS ${web_files} ${modules_stamp} ${CMAKE_CURRENT_LIST_DIR}/embed_web.cmake
  VERBATIM)
add_custom_target(web_assets DEPENDS ${web_assets})
add_dependencies(retrovue_serve web_assets)
target_include_directories(retrovue_serve PRIVATE ${CMAKE_BINARY_DIR}/generated)
